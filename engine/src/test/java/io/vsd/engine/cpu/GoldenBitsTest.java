package io.vsd.engine.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The same bits at every width of vectors that this machine has, in scalar code, and on any number
 * of threads: those that are written down in {@code goldens/cpu-bits.txt}, which was made on
 * another machine. Whoever changes them changes the arithmetic, and with it its name in the
 * fingerprint.
 */
class GoldenBitsTest {

  static Stream<Arguments> widthsAndThreads() {
    int threads = Math.min(2, Runtime.getRuntime().availableProcessors());
    return IntStream.of(0, 128, 256, 512)
        .filter(bits -> bits <= VectorWidth.preferred())
        .boxed()
        .flatMap(
            bits -> IntStream.rangeClosed(1, threads).mapToObj(count -> Arguments.of(bits, count)));
  }

  @ParameterizedTest(name = "{0} bits, {1} threads")
  @MethodSource("widthsAndThreads")
  void bitsAreThoseOfEveryOtherMachine(int bits, int threads)
      throws IOException, InterruptedException {
    List<String> lines = run(bits, threads);
    assertThat(lines.getLast()).isEqualTo("bits " + bits);
    assertThat(lines.subList(0, lines.size() - 1)).isEqualTo(golden());
  }

  private static List<String> golden() throws IOException {
    try (InputStream in = GoldenBitsTest.class.getResourceAsStream("/goldens/cpu-bits.txt")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    }
  }

  private static List<String> run(int bits, int threads) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-modules",
                "jdk.incubator.vector",
                "-cp",
                System.getProperty("java.class.path"),
                GoldenBits.class.getName(),
                Integer.toString(bits),
                Integer.toString(threads))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    List<String> lines =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
            .lines()
            .toList();
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).isZero();
    return lines;
  }
}
