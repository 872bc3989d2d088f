package io.vsd.local.startup;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Logs as the services, Quarkus 3.33, Kafka 4.4 and the JVM wrote them, shortened in the middle.
 */
class ServiceLogTest {
  private static final String QUARKUS_BEGINS =
      """
      01:04:58,684 WARN  [io.qu.gr.ru.GrpcServerRecorder] Using legacy gRPC support.
      This change is recommended for new applications and will become the default in future versions.

      01:04:59,138 INFO  [io.qu.gr.ru.GrpcServerRecorder] Started gRPC server on 127.0.0.1:9000
      """;

  private static StartFailure ended(String log, int code) {
    return StartDiagnosis.ended(log.lines().toList(), code);
  }

  private static String cause(String log) {
    return ended(log, 1).cause();
  }

  @Test
  void outOfMemoryBehindAContainersTrace() {
    String log =
        QUARKUS_BEGINS
            + """
            01:05:05,266 ERROR [io.qu.ru.Application] Failed to start application: java.lang.RuntimeException: Failed to start quarkus
            \tat io.quarkus.runner.ApplicationImpl.doStart(Unknown Source)
            \tat io.quarkus.runtime.Application.start(Application.java:116)
            Caused by: java.lang.OutOfMemoryError: Java heap space
            \tat io.vsd.engine.format.GgufFile.readFloats(GgufFile.java:181)
            \tat io.vsd.draft.bootstrap.ServiceLifecycle_Bean.create(Unknown Source)

            """;

    assertThat(cause(log))
        .isEqualTo(
            "its Java heap was too small (Java heap space); ./vsd up --heap SERVICE=MB sets it");
  }

  @Test
  void outOfMemoryInAnyThreadThatEndedTheProcess() {
    assertThat(ended("Terminating due to java.lang.OutOfMemoryError: Java heap space\n", 3).cause())
        .contains("Java heap was too small");
    assertThat(
            cause(
                "Exception in thread \"device\" java.lang.OutOfMemoryError: Cannot reserve 557842432"
                    + " bytes of direct buffer memory (allocated: 1, limit: 2)\n"))
        .contains("direct buffers", "Cannot reserve 557842432 bytes");
    assertThat(
            cause(
                "java.lang.OutOfMemoryError: unable to create native thread: possibly out of memory"))
        .startsWith("it ran out of memory (unable to create native thread");
  }

  @Test
  void aRefusedModelInTheServicesOwnWords() {
    assertThat(
            cause(
                QUARKUS_BEGINS
                    + """
                    01:05:53.837 ERROR [VerifierApplication] vsd-verifier cannot start: /m/a.gguf: tensor 'x': truncated
                    01:05:53.928 INFO  [quarkus] vsd-verifier stopped in 0.088s
                    """))
        .isEqualTo("/m/a.gguf: tensor 'x': truncated");
    assertThat(
            cause(
                QUARKUS_BEGINS
                    + "vsd-trainer cannot start: model a/b is not in the cache; fetch it with: ./vsd model pull a/b\n"))
        .isEqualTo("model a/b is not in the cache; fetch it with: ./vsd model pull a/b");
  }

  @Test
  void aTakenPortWithoutTheAdviceToKill() {
    StartFailure http =
        ended(
            QUARKUS_BEGINS
                + """
                01:05:13,546 ERROR [io.qu.ru.Application] Port 18080 seems to be in use by another process. Quarkus may already be running or the port is used by another application.
                01:05:13,547 WARN  [io.qu.ru.Application] Use 'ss -anop | grep 18080' or 'netstat -anop | grep 18080' to identify the process occupying the port.
                01:05:13,549 WARN  [io.qu.ru.Application] You can try to kill it with 'kill -9 <pid>'.
                """,
            1);

    assertThat(http.cause()).isEqualTo("port 18080 was taken by another program");
    assertThat(http.takenPort()).hasValue(18080);
  }

  @Test
  void aTakenGrpcPortEndsTheWaitAlthoughTheProcessServesOn() {
    ServiceLog log =
        new ServiceLog(
            """
            01:05:15,824 ERROR [io.qu.gr.ru.GrpcServerRecorder] Unable to start the gRPC server
            01:05:15,833 ERROR [io.qu.gr.ru.GrpcServerRecorder] Unable to start the gRPC server: io.quarkus.runtime.QuarkusBindException: Port already bound: 9000: Address already in use
            01:05:17,635 INFO  [io.quarkus] vsd-draft 0.1.0 on JVM started in 3.582s.
            """
                .lines()
                .toList());

    assertThat(log.fatal()).hasValueSatisfying(f -> assertThat(f.takenPort()).hasValue(9000));
  }

  @Test
  void aBrokerWhosePortIsTakenEndsTheWaitAlthoughItsThreadsLiveOn() {
    ServiceLog log =
        new ServiceLog(
            """
            2026-11-26 01:08:09 SEVERE kafka.network.DataPlaneAcceptor Unable to start acceptor for PLAINTEXT
            org.apache.kafka.common.KafkaException: Socket server failed to bind to 127.0.0.1:9092: Address already in use.
            Caused by: java.net.BindException: Address already in use
            \t... 17 more
            Exception in thread "main" java.lang.RuntimeException: Received a fatal error while waiting for all of the SocketServer Acceptors to be started
            """
                .lines()
                .toList());

    assertThat(log.fatal()).hasValueSatisfying(f -> assertThat(f.takenPort()).hasValue(9092));
  }

  @Test
  void aLogOfAHealthyStartIsNotFatal() {
    assertThat(new ServiceLog(QUARKUS_BEGINS.lines().toList()).fatal()).isEmpty();
  }

  @Test
  void refusedConfigurationWithoutItsCodes() {
    assertThat(
            cause(
                """
                Nov 26, 2026 1:05:40 AM org.hibernate.validator.internal.util.Version
                INFO: HV000001: Hibernate Validator 9.1.0.Final
                Configuration validation failed:
                \tSRCFG00050: vsd.draft.nonsense in SysPropConfigSource does not map to any root
                \tjava.lang.IllegalArgumentException: SRCFG00039: The config property vsd.threads with the config value "abc" threw an Exception
                """))
        .isEqualTo(
            "its configuration is refused: vsd.draft.nonsense in SysPropConfigSource does not map"
                + " to any root; The config property vsd.threads with the config value \"abc\" threw"
                + " an Exception");
  }

  @Test
  void theDeepestCauseOfAnyOtherTrace() {
    assertThat(
            cause(
                """
                01:05:05,266 ERROR [io.qu.ru.Application] Failed to start application: java.lang.RuntimeException: Failed to start quarkus
                \tat io.quarkus.runner.ApplicationImpl.doStart(Unknown Source)
                Caused by: java.util.concurrent.CompletionException: java.io.UncheckedIOException: x
                \t... 3 more
                Caused by: java.nio.file.AccessDeniedException: /state/registry
                \tat sun.nio.fs.UnixException.translateToIOException(UnixException.java:90)
                """))
        .isEqualTo("AccessDeniedException: /state/registry");
    assertThat(
            cause(
                """
                Exception in thread "main" java.lang.RuntimeException: Error: node ID not found in /data
                \tat kafka.server.KafkaRaftServer.initializeLogDirs(KafkaRaftServer.java:1)
                """))
        .isEqualTo("RuntimeException: Error: node ID not found in /data");
  }

  @Test
  void aCrashNamesSignalAndLibrary() {
    String log =
        """
        #
        # A fatal error has been detected by the Java Runtime Environment:
        #
        #  SIGSEGV (0xb) at pc=0x00007f94fc334f14, pid=12456, tid=12456
        #
        # JRE version: OpenJDK Runtime Environment Temurin-25.0.3+9 (25.0.3+9)
        # Java VM: OpenJDK 64-Bit Server VM Temurin-25.0.3+9 (linux-amd64)
        # Problematic frame:
        # C  [libtorch_cpu.so+0x85f14]  at::native::mul(at::Tensor)+0x14
        #
        """;

    assertThat(ended(log, 134).cause())
        .isEqualTo(
            "the JVM crashed with SIGSEGV in C [libtorch_cpu.so+0x85f14]"
                + " at::native::mul(at::Tensor)+0x14");
    assertThat(
            ended(
                    """
                    # There is insufficient memory for the Java Runtime Environment to continue.
                    # Native memory allocation (mmap) failed to map 67108864 bytes. Error detail: committing reserved memory.
                    """,
                    1)
                .cause())
        .isEqualTo("the machine had no memory left for it (67108864 bytes)");
  }

  @Test
  void aKilledProcessIsSaidToBeKilledWhateverItsLogSays() {
    assertThat(ended(QUARKUS_BEGINS, 137).cause())
        .contains("SIGKILL", "memory", "--no-learning", "smaller model");
    assertThat(ended(QUARKUS_BEGINS, 143).cause()).startsWith("it was ended by signal 15");
  }

  @Test
  void aVirtualMachineThatDoesNotStart() {
    assertThat(
            cause(
                """
                Error occurred during initialization of VM
                Could not reserve enough space for 104857600000 KB object heap
                """))
        .isEqualTo(
            "the JVM did not start: Could not reserve enough space for 104857600000 KB object heap");
    assertThat(cause("Error: Unable to access jarfile /x/quarkus-run.jar\n"))
        .isEqualTo("Unable to access jarfile /x/quarkus-run.jar");
  }

  @Test
  void withoutAnySignTheCodeAndTheLastWords() {
    assertThat(ended("", 7).cause()).isEqualTo("it ended with code 7 and left nothing in its log");
    assertThat(ended("one\ntwo\n\n", 7).cause())
        .isEqualTo("it ended with code 7; its last words: two");
    assertThat(StartDiagnosis.late(List.of("INFO loading"), 240).cause())
        .isEqualTo("it was not ready after 240 s; its last words: INFO loading");
  }
}
