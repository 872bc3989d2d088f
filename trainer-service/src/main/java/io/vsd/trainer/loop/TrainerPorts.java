package io.vsd.trainer.loop;

import io.vsd.engine.pacing.Pacer;
import io.vsd.trainer.learning.DraftJudge;
import io.vsd.trainer.learning.DraftLearner;
import io.vsd.trainer.registry.CheckpointRegistry;
import io.vsd.trainer.roundlog.Announcer;
import io.vsd.trainer.roundlog.DeadLetters;

/** What the trainer acts on. */
public record TrainerPorts(
    DraftLearner learner,
    DraftJudge judge,
    RoundCosts costs,
    CheckpointRegistry registry,
    LineageOrigin origin,
    Announcer announcer,
    DeadLetters deadLetters,
    Pacer pacer,
    TrainerBoard board) {}
