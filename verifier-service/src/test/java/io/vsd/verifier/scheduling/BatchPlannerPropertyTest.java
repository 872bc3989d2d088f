package io.vsd.verifier.scheduling;

import static org.assertj.core.api.Assertions.assertThat;

import io.vsd.verifier.scheduling.RowDemand.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What holds of every plan, over random demands and limits; a failure names its seed. */
class BatchPlannerPropertyTest {
  private static final int TRIES = 2_000;

  @Test
  void everyPlanKeepsItsPromises() {
    for (long seed = 0; seed < TRIES; seed++) {
      Random random = new Random(seed);
      BatchLimits limits = limits(random);
      List<RowDemand> waiting =
          IntStream.range(0, random.nextInt(20)).mapToObj(i -> demand(random)).toList();
      boolean replying = random.nextBoolean();
      boolean owed = random.nextBoolean();
      BatchPlan plan = new BatchPlanner(limits).plan(waiting, replying, owed);
      String scene = "seed %d: %s of %s".formatted(seed, plan, waiting);
      roundsAreWholeAndPromptsAtMostWhatTheyWant(scene, waiting, plan);
      theForwardIsBounded(scene, limits, waiting, plan);
      promptsAreAChunkBesideReplies(scene, limits, waiting, plan, replying);
      nobodyWaitsWhoWouldFit(scene, limits, waiting, plan);
    }
  }

  private static void roundsAreWholeAndPromptsAtMostWhatTheyWant(
      String scene, List<RowDemand> waiting, BatchPlan plan) {
    assertThat(plan.rows()).as(scene).hasSize(waiting.size());
    for (int i = 0; i < waiting.size(); i++) {
      int wanted = waiting.get(i).rows();
      if (waiting.get(i).kind() == Kind.ROUND) {
        assertThat(plan.rows()[i]).as(scene).isIn(0, wanted);
      } else {
        assertThat(plan.rows()[i]).as(scene).isBetween(0, wanted);
      }
    }
  }

  private static void theForwardIsBounded(
      String scene, BatchLimits limits, List<RowDemand> waiting, BatchPlan plan) {
    int firstRound =
        waiting.stream()
            .filter(d -> d.kind() == Kind.ROUND)
            .mapToInt(RowDemand::rows)
            .findFirst()
            .orElse(0);
    assertThat(plan.totalRows())
        .as(scene)
        .isLessThanOrEqualTo(Math.max(limits.maxRows(), firstRound + limits.promptRows()));
  }

  private static void promptsAreAChunkBesideReplies(
      String scene, BatchLimits limits, List<RowDemand> waiting, BatchPlan plan, boolean replying) {
    boolean rounds = waiting.stream().anyMatch(d -> d.kind() == Kind.ROUND);
    int most = replying || rounds ? limits.promptRows() : limits.maxRows();
    assertThat(sum(waiting, plan, Kind.PROMPT)).as(scene).isLessThanOrEqualTo(most);
  }

  private static void nobodyWaitsWhoWouldFit(
      String scene, BatchLimits limits, List<RowDemand> waiting, BatchPlan plan) {
    boolean roundServed = false;
    for (int i = 0; i < waiting.size(); i++) {
      if (waiting.get(i).kind() != Kind.ROUND) {
        continue;
      }
      if (plan.rows()[i] == 0) {
        assertThat(roundServed).as(scene).isTrue();
        assertThat(plan.totalRows() + waiting.get(i).rows())
            .as(scene)
            .isGreaterThan(limits.maxRows());
      }
      roundServed = true;
    }
    boolean promptWaits = waiting.stream().anyMatch(d -> d.kind() == Kind.PROMPT);
    assertThat(plan.promptOwed())
        .as(scene)
        .isEqualTo(promptWaits && sum(waiting, plan, Kind.PROMPT) == 0);
    if (plan.promptOwed()) {
      assertThat(plan.totalRows()).as(scene).isGreaterThanOrEqualTo(limits.maxRows());
    }
  }

  @Test
  void everybodyIsServedAfterAtMostAsManyForwardsAsStandBefore() {
    for (long seed = 0; seed < 200; seed++) {
      Random random = new Random(seed);
      BatchPlanner planner = new BatchPlanner(limits(random));
      List<Client> queue = new ArrayList<>();
      IntStream.range(0, 1 + random.nextInt(12)).forEach(i -> queue.add(new Client(random)));
      boolean owed = false;
      for (int forward = 0; forward < 100; forward++) {
        List<RowDemand> waiting = queue.stream().map(c -> c.demand).toList();
        BatchPlan plan = planner.plan(waiting, random.nextBoolean(), owed);
        owed = plan.promptOwed();
        List<Client> served = new ArrayList<>();
        for (int i = 0; i < waiting.size(); i++) {
          Client client = queue.get(i);
          client.waited = plan.rows()[i] > 0 ? 0 : client.waited + 1;
          // A prompt is served at the latest in every second forward, and so is each before it.
          int bound = queue.size() * (client.demand.kind() == Kind.PROMPT ? 2 : 1);
          assertThat(client.waited).as("seed %d forward %d", seed, forward).isLessThan(bound + 1);
          if (plan.rows()[i] > 0) {
            served.add(client);
          }
        }
        queue.removeAll(served);
        served.forEach(client -> client.demand = demand(random));
        queue.addAll(served);
      }
    }
  }

  private static int sum(List<RowDemand> waiting, BatchPlan plan, Kind kind) {
    return IntStream.range(0, waiting.size())
        .filter(i -> waiting.get(i).kind() == kind)
        .map(i -> plan.rows()[i])
        .sum();
  }

  private static BatchLimits limits(Random random) {
    return new BatchLimits(1 + random.nextInt(130), 1 + random.nextInt(40));
  }

  private static RowDemand demand(Random random) {
    return new RowDemand(random.nextBoolean() ? Kind.ROUND : Kind.PROMPT, 1 + random.nextInt(64));
  }

  private static final class Client {
    private RowDemand demand;
    private int waited;

    Client(Random random) {
      demand = demand(random);
    }
  }
}
