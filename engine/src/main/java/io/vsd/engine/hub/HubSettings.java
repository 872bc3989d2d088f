package io.vsd.engine.hub;

import io.vsd.engine.format.JsonFiles;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Where the hub and its cache are, from the variables that all Hugging Face tools read: HF_HOME,
 * HF_HUB_CACHE, HF_ENDPOINT, HF_TOKEN, HF_HUB_OFFLINE, and HTTPS_PROXY, HTTP_PROXY, NO_PROXY.
 *
 * @param cache folder of the {@code models--…} folders
 * @param endpoint base address without a slash at the end
 * @param token sent to the endpoint's host only
 * @param offline whether nothing may be fetched
 * @param env everything else
 */
record HubSettings(
    Path cache, String endpoint, Optional<String> token, boolean offline, Map<String, String> env) {

  static HubSettings fromEnvironment(Map<String, String> env) {
    Path home =
        first(env, "HF_HOME")
            .map(Path::of)
            .orElseGet(
                () ->
                    first(env, "XDG_CACHE_HOME")
                        .map(Path::of)
                        .orElseGet(
                            () -> Path.of(first(env, "HOME", "USERPROFILE").orElse("."), ".cache"))
                        .resolve("huggingface"));
    Path cache =
        first(env, "HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE")
            .map(Path::of)
            .orElseGet(() -> home.resolve("hub"));
    String endpoint = first(env, "HF_ENDPOINT").orElse("https://huggingface.co");
    Optional<String> token =
        first(env, "HF_TOKEN", "HUGGING_FACE_HUB_TOKEN").or(() -> tokenFile(home));
    return new HubSettings(
        cache.toAbsolutePath(),
        endpoint.replaceAll("/+$", ""),
        token,
        first(env, "HF_HUB_OFFLINE").filter(HubSettings::isTrue).isPresent(),
        Map.copyOf(env));
  }

  private static Optional<String> first(Map<String, String> env, String... names) {
    for (String name : names) {
      String value = env.get(name);
      if (value != null && !value.isBlank()) {
        return Optional.of(value.strip());
      }
    }
    return Optional.empty();
  }

  private static boolean isTrue(String value) {
    return switch (value.toUpperCase(Locale.ROOT)) {
      case "1", "ON", "YES", "TRUE" -> true;
      default -> false;
    };
  }

  private static Optional<String> tokenFile(Path home) {
    Path file = home.resolve("token");
    return Files.isReadable(file) ? Optional.of(JsonFiles.text(file).strip()) : Optional.empty();
  }

  /** The proxy that the environment names for an address. */
  Proxy proxyFor(URI address) {
    String scheme = address.getScheme().toLowerCase(Locale.ROOT);
    Optional<String> named =
        first(env, scheme.toUpperCase(Locale.ROOT) + "_PROXY", scheme + "_proxy");
    if (named.isEmpty() || bypassesProxy(address.getHost())) {
      return Proxy.NO_PROXY;
    }
    String text = named.get();
    URI proxy = URI.create(text.contains("://") ? text : "http://" + text);
    int port = proxy.getPort() > 0 ? proxy.getPort() : 80;
    return new Proxy(Proxy.Type.HTTP, new InetSocketAddress(proxy.getHost(), port));
  }

  private boolean bypassesProxy(String host) {
    for (String entry : first(env, "NO_PROXY", "no_proxy").orElse("").split(",")) {
      String suffix = entry.strip().replaceFirst("^\\*?\\.", "");
      if (suffix.equals("*") || host.equals(suffix)) {
        return true;
      }
      if (!suffix.isEmpty() && host.endsWith("." + suffix)) {
        return true;
      }
    }
    return host.equals("localhost") || host.equals("127.0.0.1");
  }
}
