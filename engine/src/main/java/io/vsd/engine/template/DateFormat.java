package io.vsd.engine.template;

import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoField;
import java.time.temporal.IsoFields;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Python's {@code strftime} of a time without zone, as glibc formats it in the C locale. */
record DateFormat(ZonedDateTime time) {

  String format(String format) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < format.length(); i++) {
      char c = format.charAt(i);
      if (c != '%' || i + 1 == format.length()) {
        out.append(c);
        continue;
      }
      int begin = i++;
      char flag = "-_0^#".indexOf(format.charAt(i)) >= 0 ? format.charAt(i++) : ' ';
      String field = i < format.length() ? field(format.charAt(i), flag) : null;
      out.append(field == null ? format.substring(begin, Math.min(i + 1, format.length())) : field);
    }
    return out.toString();
  }

  private @Nullable String field(char directive, char flag) {
    return switch (directive) {
      case 'a' -> text("EEE", flag);
      case 'A' -> text("EEEE", flag);
      case 'b', 'h' -> text("MMM", flag);
      case 'B' -> text("MMMM", flag);
      case 'p' -> flag == '#' ? text("a", ' ').toLowerCase(Locale.ROOT) : text("a", flag);
      case 'P' -> text("a", ' ').toLowerCase(Locale.ROOT);
      case 'd' -> number(time.getDayOfMonth(), 2, flag);
      case 'e' -> number(time.getDayOfMonth(), 2, flag == ' ' ? '_' : flag);
      case 'm' -> number(time.getMonthValue(), 2, flag);
      case 'y' -> number(time.getYear() % 100, 2, flag);
      case 'Y' -> number(time.getYear(), 4, flag == ' ' ? '-' : flag);
      case 'C' -> number(time.getYear() / 100, 2, flag);
      case 'H' -> number(time.getHour(), 2, flag);
      case 'k' -> number(time.getHour(), 2, flag == ' ' ? '_' : flag);
      case 'I' -> number(time.get(ChronoField.CLOCK_HOUR_OF_AMPM), 2, flag);
      case 'l' -> number(time.get(ChronoField.CLOCK_HOUR_OF_AMPM), 2, flag == ' ' ? '_' : flag);
      case 'M' -> number(time.getMinute(), 2, flag);
      case 'S' -> number(time.getSecond(), 2, flag);
      case 'f' -> number(time.getNano() / 1000, 6, ' ');
      case 'j' -> number(time.getDayOfYear(), 3, flag);
      case 'u' -> number(weekday(), 1, flag);
      case 'w' -> number(weekday() % 7, 1, flag);
      case 'U' -> number((time.getDayOfYear() + 6 - weekday() % 7) / 7, 2, flag);
      case 'W' -> number((time.getDayOfYear() + 7 - weekday()) / 7, 2, flag);
      case 'V' -> number(time.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR), 2, flag);
      case 'G' -> number(time.get(IsoFields.WEEK_BASED_YEAR), 4, flag == ' ' ? '-' : flag);
      case 'g' -> number(time.get(IsoFields.WEEK_BASED_YEAR) % 100, 2, flag);
      default -> composite(directive);
    };
  }

  private @Nullable String composite(char directive) {
    return switch (directive) {
      case 's' -> Long.toString(time.toEpochSecond());
      case 'c' -> format("%a %b %e %H:%M:%S %Y");
      case 'x', 'D' -> format("%m/%d/%y");
      case 'X', 'T' -> format("%H:%M:%S");
      case 'r' -> format("%I:%M:%S %p");
      case 'R' -> format("%H:%M");
      case 'F' -> format("%Y-%m-%d");
      case 'n' -> "\n";
      case 't' -> "\t";
      case 'z', 'Z' -> "";
      case '%' -> "%";
      default -> null;
    };
  }

  private int weekday() {
    return time.getDayOfWeek().getValue();
  }

  private String text(String pattern, char flag) {
    String text = DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH).format(time);
    return flag == '^' || flag == '#' ? text.toUpperCase(Locale.ROOT) : text;
  }

  private static String number(int value, int width, char flag) {
    String digits = Integer.toString(value);
    if (flag == '-') {
      return digits;
    }
    String fill = flag == '_' ? " " : "0";
    return fill.repeat(Math.max(0, width - digits.length())) + digits;
  }
}
