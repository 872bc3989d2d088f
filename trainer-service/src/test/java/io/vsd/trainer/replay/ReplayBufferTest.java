package io.vsd.trainer.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.vsd.engine.decoding.SamplingParameters;
import io.vsd.trainer.recording.Law;
import io.vsd.trainer.recording.RecordedSession;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ReplayBufferTest {

  private static final long SESSION_BYTES = session("x", "a").bytes();

  @Test
  void neverHoldsMoreThanItsBytes() {
    var buffer = new ReplayBuffer(20 * SESSION_BYTES, 1);
    for (int i = 0; i < 500; i++) {
      buffer.add(session("s" + i, "domain" + i % 3));
      assertThat(buffer.bytes()).isLessThanOrEqualTo(20 * SESSION_BYTES);
    }
    assertThat(buffer.size()).isEqualTo(20);
  }

  @Test
  void keepsTheNewestAndASampleOfTheOld() {
    var buffer = new ReplayBuffer(20 * SESSION_BYTES, 1);
    for (int i = 0; i < 500; i++) {
      buffer.add(session("s" + i, "a"));
    }
    Set<String> ids = drawn(buffer);
    for (int i = 490; i < 500; i++) {
      assertThat(ids).contains("s" + i);
    }
    assertThat(ids.stream().filter(id -> Integer.parseInt(id.substring(1)) < 400).count())
        .isBetween(4L, 10L);
  }

  @Test
  void aLoudDomainDoesNotPushAQuietOneOut() {
    var buffer = new ReplayBuffer(20 * SESSION_BYTES, 1);
    for (int i = 0; i < 3; i++) {
      buffer.add(session("quiet" + i, "quiet"));
    }
    for (int i = 0; i < 500; i++) {
      buffer.add(session("loud" + i, "loud"));
    }
    assertThat(drawn(buffer)).contains("quiet0", "quiet1", "quiet2");
    Map<String, Integer> draws = new HashMap<>();
    var random = new SplittableRandom(5);
    for (int i = 0; i < 2000; i++) {
      draws.merge(buffer.sample(1, random).getFirst().domain(), 1, Integer::sum);
    }
    assertThat(draws.get("quiet")).isBetween(850, 1150);
  }

  @Test
  void isAFunctionOfSessionsAndSeed() {
    List<List<String>> runs = new ArrayList<>();
    for (int run = 0; run < 2; run++) {
      var buffer = new ReplayBuffer(10 * SESSION_BYTES, 3);
      var random = new SplittableRandom(9);
      List<String> ids = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        buffer.add(session("s" + i, "domain" + i % 4));
        buffer.sample(4, random).forEach(s -> ids.add(s.id()));
      }
      runs.add(ids);
    }
    assertThat(runs.get(0)).isEqualTo(runs.get(1));
  }

  @Test
  void drawsDistinctSessionsAndNoneFromNothing() {
    var buffer = new ReplayBuffer(10 * SESSION_BYTES, 3);
    assertThat(buffer.sample(4, new SplittableRandom(1))).isEmpty();
    for (int i = 0; i < 6; i++) {
      buffer.add(session("s" + i, "a"));
    }
    for (int seed = 0; seed < 50; seed++) {
      assertThat(buffer.sample(4, new SplittableRandom(seed)))
          .extracting(RecordedSession::id)
          .hasSize(4)
          .doesNotHaveDuplicates();
    }
  }

  @Test
  void letsGoOfASessionThatIsLargerThanItself() {
    var buffer = new ReplayBuffer(SESSION_BYTES, 3);
    buffer.add(session("big0", "a"));
    buffer.add(session("big1", "a"));
    assertThat(buffer.bytes()).isLessThanOrEqualTo(SESSION_BYTES);
  }

  @Test
  void holdsOutAboutOneInSoManyForEver() {
    var holdOut = new HoldOut(4);
    long held =
        java.util.stream.IntStream.range(0, 4000).filter(i -> holdOut.holdsOut("s" + i)).count();
    assertThat(held).isBetween(880L, 1120L);
    assertThat(new HoldOut(4).holdsOut("request-1")).isEqualTo(holdOut.holdsOut("request-1"));
  }

  @Test
  void heldOutSessionsStayFewAndOfEveryDomain() {
    var heldOut = new HeldOutSessions(10, 1 << 20);
    heldOut.add(session("quiet", "quiet"));
    for (int i = 0; i < 50; i++) {
      heldOut.add(session("loud" + i, "loud"));
    }
    assertThat(heldOut.sessions())
        .hasSize(10)
        .extracting(RecordedSession::id)
        .contains("quiet", "loud49", "loud41")
        .doesNotContain("loud40");
  }

  private static Set<String> drawn(ReplayBuffer buffer) {
    Set<String> ids = new HashSet<>();
    var random = new SplittableRandom(1);
    for (int i = 0; i < 3000; i++) {
      buffer.sample(2, random).forEach(s -> ids.add(s.id()));
    }
    return ids;
  }

  private static RecordedSession session(String id, String domain) {
    Law law = new Law(new int[] {1}, new float[] {-1});
    return new RecordedSession(
        id,
        domain,
        SamplingParameters.greedy(),
        new int[] {1, 2, 3, 4},
        2,
        new byte[3 * 48],
        3,
        List.of(law, law));
  }
}
