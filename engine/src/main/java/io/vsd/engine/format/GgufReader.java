package io.vsd.engine.format;

import java.lang.foreign.ValueLayout;

/** A cursor over the header of a GGUF file; every read is checked against the end of the file. */
final class GgufReader {
  private static final int MAX_STRING_BYTES = 1 << 28;

  private final MappedFile file;
  private long position;

  GgufReader(MappedFile file) {
    this.file = file;
  }

  long position() {
    return position;
  }

  MalformedWeightsException fault(String reason) {
    return new MalformedWeightsException(file.path(), reason);
  }

  private long advance(long bytes) {
    if (bytes > file.size() - position) {
      throw fault("truncated inside the header at byte " + position);
    }
    long at = position;
    position += bytes;
    return at;
  }

  int int8() {
    return file.slice(advance(1), 1).get(ValueLayout.JAVA_BYTE, 0);
  }

  int int16() {
    return file.slice(advance(2), 2).get(MappedFile.SHORT, 0);
  }

  int int32() {
    return file.slice(advance(4), 4).get(MappedFile.INT, 0);
  }

  long int64() {
    return file.slice(advance(8), 8).get(MappedFile.LONG, 0);
  }

  /** A count that cannot be larger than the bytes left in the file. */
  int count(String what) {
    long count = int64();
    if (count < 0 || count > Math.min(file.size() - position, Integer.MAX_VALUE - 8)) {
      throw fault("corrupt or truncated: " + count + " " + what);
    }
    return (int) count;
  }

  String string() {
    long length = int64();
    if (length < 0 || length > MAX_STRING_BYTES) {
      throw fault("corrupt: a string of " + length + " bytes");
    }
    return file.utf8(advance(length), (int) length);
  }

  /** A metadata value: Long, Double, Boolean, String, long[], double[] or String[]. */
  Object value() {
    int type = int32();
    return type == 9 ? array(int32()) : scalar(type);
  }

  private Object scalar(int type) {
    return switch (type) {
      case 0 -> (long) (int8() & 0xFF);
      case 1 -> (long) int8();
      case 2 -> (long) (int16() & 0xFFFF);
      case 3 -> (long) int16();
      case 4 -> int32() & 0xFFFFFFFFL;
      case 5 -> (long) int32();
      case 6 -> (double) Float.intBitsToFloat(int32());
      case 7 -> int8() != 0;
      case 8 -> string();
      case 10, 11 -> int64();
      case 12 -> Double.longBitsToDouble(int64());
      default -> throw fault("corrupt: metadata value of unknown type " + type);
    };
  }

  private Object array(int type) {
    int count = count("array elements");
    switch (type) {
      case 8 -> {
        String[] strings = new String[count];
        for (int i = 0; i < count; i++) {
          strings[i] = string();
        }
        return strings;
      }
      case 6, 12 -> {
        double[] numbers = new double[count];
        for (int i = 0; i < count; i++) {
          numbers[i] = (Double) scalar(type);
        }
        return numbers;
      }
      case 0, 1, 2, 3, 4, 5, 10, 11 -> {
        long[] numbers = new long[count];
        for (int i = 0; i < count; i++) {
          numbers[i] = (Long) scalar(type);
        }
        return numbers;
      }
      case 7 -> {
        long[] numbers = new long[count];
        for (int i = 0; i < count; i++) {
          numbers[i] = int8() != 0 ? 1 : 0;
        }
        return numbers;
      }
      default -> throw fault("corrupt: metadata array of unknown type " + type);
    }
  }
}
