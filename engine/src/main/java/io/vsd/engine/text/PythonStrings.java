package io.vsd.engine.text;

import java.beans.FeatureDescriptor;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import jinjava.javax.el.ELContext;
import jinjava.javax.el.ELResolver;
import org.jspecify.annotations.Nullable;

/**
 * Python's string methods, which chat templates call on text: strip, split, startswith and so on.
 */
final class PythonStrings extends ELResolver {

  @Override
  public @Nullable Object invoke(
      ELContext context,
      @Nullable Object base,
      Object method,
      Class<?> @Nullable [] types,
      @Nullable Object @Nullable [] arguments) {
    if (!(base instanceof String text)) {
      return null;
    }
    List<String> given = new ArrayList<>();
    for (Object argument : arguments == null ? new Object[0] : arguments) {
      given.add(String.valueOf(argument));
    }
    Object result = call(text, method.toString(), given);
    if (result != null) {
      context.setPropertyResolved(true);
    }
    return result;
  }

  private static @Nullable Object call(String text, String method, List<String> given) {
    return switch (method + "/" + given.size()) {
      case "strip/0" -> stripRight(stripLeft(text, null), null);
      case "lstrip/0" -> stripLeft(text, null);
      case "rstrip/0" -> stripRight(text, null);
      case "strip/1" -> stripRight(stripLeft(text, given.getFirst()), given.getFirst());
      case "lstrip/1" -> stripLeft(text, given.getFirst());
      case "rstrip/1" -> stripRight(text, given.getFirst());
      case "startswith/1" -> text.startsWith(given.getFirst());
      case "endswith/1" -> text.endsWith(given.getFirst());
      case "split/1" -> split(text, given.getFirst());
      case "split/0" -> List.of(text.strip().split("\\s+"));
      case "upper/0" -> text.toUpperCase(Locale.ROOT);
      case "lower/0" -> text.toLowerCase(Locale.ROOT);
      case "replace/2" -> text.replace(given.getFirst(), given.getLast());
      default -> null;
    };
  }

  private static List<String> split(String text, String separator) {
    List<String> parts = new ArrayList<>();
    int from = 0;
    for (int at = text.indexOf(separator); at >= 0; at = text.indexOf(separator, from)) {
      parts.add(text.substring(from, at));
      from = at + Math.max(1, separator.length());
    }
    parts.add(text.substring(from));
    return parts;
  }

  private static String stripLeft(String text, @Nullable String characters) {
    int begin = 0;
    while (begin < text.length() && isStripped(text.charAt(begin), characters)) {
      begin++;
    }
    return text.substring(begin);
  }

  private static String stripRight(String text, @Nullable String characters) {
    int end = text.length();
    while (end > 0 && isStripped(text.charAt(end - 1), characters)) {
      end--;
    }
    return text.substring(0, end);
  }

  private static boolean isStripped(char c, @Nullable String characters) {
    return characters == null ? Character.isWhitespace(c) : characters.indexOf(c) >= 0;
  }

  @Override
  public @Nullable Object getValue(
      ELContext context, @Nullable Object base, @Nullable Object name) {
    return null;
  }

  @Override
  public @Nullable Class<?> getType(
      ELContext context, @Nullable Object base, @Nullable Object name) {
    return null;
  }

  @Override
  public void setValue(
      ELContext context, @Nullable Object base, @Nullable Object name, @Nullable Object value) {}

  @Override
  public boolean isReadOnly(ELContext context, @Nullable Object base, @Nullable Object name) {
    return true;
  }

  @Override
  public Class<?> getCommonPropertyType(ELContext context, @Nullable Object base) {
    return Object.class;
  }

  @Override
  public @Nullable Iterator<FeatureDescriptor> getFeatureDescriptors(
      ELContext context, @Nullable Object base) {
    return null;
  }
}
