package io.vsd.engine.format;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * GGUF models in several files, as llama.cpp's {@code gguf-split} writes them: {@code
 * NAME-00001-of-00003.gguf} and so on, each saying in its metadata which part it is ({@code
 * split.no}, from 0), of how many ({@code split.count}), and how many tensors all hold together
 * ({@code split.tensors.count}). The first part carries all other metadata.
 */
public final class GgufSplit {
  private static final Pattern NAME = Pattern.compile("(.+)-(\\d{5})-of-(\\d{5})\\.gguf");

  private GgufSplit() {}

  /** One file for each model: of the parts of a split one, the first that is there. */
  public static List<Path> models(List<Path> files) {
    Map<String, Path> models = new LinkedHashMap<>();
    for (Path file : files) {
      String name = file.getFileName().toString();
      Matcher part = NAME.matcher(name);
      models.putIfAbsent(part.matches() ? part.group(1) + "-of-" + part.group(3) : name, file);
    }
    return List.copyOf(models.values());
  }

  /**
   * The whole model that an opened file is a part of; the file itself where it is no part. What was
   * opened is closed where a part is missing or does not belong.
   */
  static GgufFile complete(GgufFile opened) {
    if (!opened.has("split.count") || opened.integer("split.count").equals(Optional.of(1))) {
      return opened;
    }
    List<GgufFile> parts = new ArrayList<>();
    try (opened) {
      for (Path path : paths(opened)) {
        if (!Files.exists(path)) {
          throw new MalformedWeightsException(
              opened.path(),
              "is one part of a split model, whose part %s is missing".formatted(path));
        }
        parts.add(GgufFile.openOne(path));
        check(parts);
      }
      GgufFile whole = GgufFile.joined(parts);
      checkTensors(whole);
      return whole;
    } catch (RuntimeException e) {
      parts.forEach(GgufFile::close);
      throw e;
    }
  }

  /** Where all parts must lie, in order. */
  private static List<Path> paths(GgufFile opened) {
    int count = opened.integer("split.count").orElse(0);
    Matcher name = NAME.matcher(opened.path().getFileName().toString());
    if (count < 1 || !name.matches() || Integer.parseInt(name.group(3)) != count) {
      throw new MalformedWeightsException(
          opened.path(),
          "is one of %d parts of a split model, whose names must end in -00001-of-%05d.gguf and so on; give the parts their names back"
              .formatted(count, count));
    }
    return IntStream.rangeClosed(1, count)
        .mapToObj(part -> "%s-%05d-of-%05d.gguf".formatted(name.group(1), part, count))
        .map(opened.path()::resolveSibling)
        .toList();
  }

  /** The last of the parts is what its place says, and of the same model as the first. */
  private static void check(List<GgufFile> parts) {
    GgufFile first = parts.getFirst();
    GgufFile part = parts.getLast();
    for (String key : List.of("split.count", "split.tensors.count")) {
      if (!part.integer(key).equals(first.integer(key))) {
        throw new MalformedWeightsException(
            part.path(),
            "belongs to another model: its %s is %s, that of %s is %s"
                .formatted(key, said(part, key), first.path().getFileName(), said(first, key)));
      }
    }
    if (!part.integer("split.no").equals(Optional.of(parts.size() - 1))) {
      throw new MalformedWeightsException(
          part.path(),
          "is named as part %d, but its split.no is %s (the first is 0); give the parts their names back"
              .formatted(parts.size(), said(part, "split.no")));
    }
  }

  private static String said(GgufFile file, String key) {
    return file.integer(key).map(String::valueOf).orElse("not there");
  }

  private static void checkTensors(GgufFile whole) {
    int expected = whole.integer("split.tensors.count").orElse(whole.names().size());
    if (whole.names().size() != expected) {
      throw new MalformedWeightsException(
          whole.path(),
          "the parts hold %d tensors together, the model has %d (split.tensors.count): a part is of another model"
              .formatted(whole.names().size(), expected));
    }
  }
}
