package io.vsd.engine.weights;

import java.nio.file.Path;
import java.util.regex.Pattern;

/** Names in the Hugging Face hub's cache: {@code models--org--name}. */
public final class HubPaths {
  private static final Pattern ID =
      Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]*(/[A-Za-z0-9_][A-Za-z0-9._-]*)?");
  private static final String PREFIX = "models--";

  private HubPaths() {}

  public static boolean isId(String text) {
    return ID.matcher(text).matches() && !text.contains("--") && !text.contains("..");
  }

  public static String folder(String id) {
    return PREFIX + id.replace("/", "--");
  }

  /** The id behind a cache folder's name. */
  public static String id(String folder) {
    return folder.substring(PREFIX.length()).replace("--", "/");
  }

  public static boolean isFolder(String name) {
    return name.startsWith(PREFIX);
  }

  /** The hub id where the path lies in a cache, else its last name. */
  static String modelName(Path path) {
    for (Path part : path) {
      if (isFolder(part.toString())) {
        return id(part.toString());
      }
    }
    Path last = path.getFileName();
    return last == null ? path.toString() : last.toString();
  }
}
