package io.vsd.trainer.loop;

import io.vsd.trainer.promotion.PromotionRule;
import io.vsd.trainer.promotion.WatchRule;
import io.vsd.trainer.schedule.TrainingSchedule;

/**
 * What decides when and how the trainer acts.
 *
 * @param seed of everything random
 * @param batchSessions sessions of one optimiser step
 * @param resetAfterWorse candidates in a row, each worse than the serving draft, after which
 *     training goes back to it
 * @param targetFingerprint the target whose sessions are learned from
 * @param initialGiven whether an operator chose the draft that the lineage starts from, which then
 *     serves even if it never learned
 * @param objective name for the manifests
 * @param codeVersion name for the manifests
 */
public record TrainerRules(
    TrainingSchedule schedule,
    PromotionRule promotion,
    WatchRule watch,
    long seed,
    int batchSessions,
    int resetAfterWorse,
    String targetFingerprint,
    boolean initialGiven,
    String objective,
    String codeVersion) {}
