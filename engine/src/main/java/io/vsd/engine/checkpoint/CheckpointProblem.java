package io.vsd.engine.checkpoint;

import java.util.Arrays;

/** One thing that keeps a checkpoint from serving a target, or that an operator should know. */
public sealed interface CheckpointProblem {

  /** What is wrong, naming tensor, value and expectation. */
  String message();

  /** Whether the checkpoint must not be loaded; the others are warnings. */
  default boolean fatal() {
    return true;
  }

  /** A tensor that the layout asks for is not in the file, and so many others. */
  record MissingTensor(String name, int others) implements CheckpointProblem {
    @Override
    public String message() {
      return "tensor " + name + (others == 0 ? "" : " (and " + others + " more)") + " is missing";
    }
  }

  /** A tensor that this network has no place for, so it would be served as something else. */
  record UnknownTensor(String name, int others) implements CheckpointProblem {
    @Override
    public String message() {
      return "tensor "
          + name
          + (others == 0 ? "" : " (and " + others + " more)")
          + " belongs to no supported draft network";
    }
  }

  /** The configuration describes a network that is not computed, or not a whole one. */
  record UnsupportedNetwork(String reason) implements CheckpointProblem {
    @Override
    public String message() {
      return "config.json: " + reason;
    }
  }

  /** There is nothing at the place that could be a checkpoint. */
  record NoCheckpoint(String reason) implements CheckpointProblem {
    @Override
    public String message() {
      return reason;
    }
  }

  /** A tensor has another shape than the dimensions ask for. */
  record WrongShape(String name, long[] expected, long[] actual) implements CheckpointProblem {
    @Override
    public String message() {
      return "tensor %s has shape %s, expected %s"
          .formatted(name, Arrays.toString(actual), Arrays.toString(expected));
    }
  }

  /** A weight is NaN or infinite. */
  record NotFinite(String name, long index, float value) implements CheckpointProblem {
    @Override
    public String message() {
      return "tensor %s holds %s at element %d".formatted(name, value, index);
    }
  }

  /** The table or the trust in experts is faulty. */
  record MalformedExperts(String reason) implements CheckpointProblem {
    @Override
    public String message() {
      return reason;
    }
  }

  /** d2t looks like target ids where it must hold offsets (target id - draft id). */
  record AbsoluteDraftVocabulary(int draftId, long value) implements CheckpointProblem {
    @Override
    public String message() {
      return "d2t holds absolute target ids, expected offsets (d2t[%d] = %d)"
          .formatted(draftId, value);
    }
  }

  /** Two draft tokens stand for one target token. */
  record DuplicateDraftToken(int firstDraftId, int secondDraftId, long targetId)
      implements CheckpointProblem {
    @Override
    public String message() {
      return "d2t maps draft ids %d and %d both to target token %d"
          .formatted(firstDraftId, secondDraftId, targetId);
    }
  }

  /** A draft token stands for no target token. */
  record DraftTokenOutOfRange(int draftId, long targetId, int vocabSize)
      implements CheckpointProblem {
    @Override
    public String message() {
      return "d2t maps draft id %d to target token %d, outside the vocabulary of %d"
          .formatted(draftId, targetId, vocabSize);
    }
  }

  /** The mask t2d and the map d2t disagree about a token. */
  record MaskDisagrees(int targetId, boolean inMask) implements CheckpointProblem {
    @Override
    public String message() {
      return inMask
          ? "t2d marks target token %d, which d2t does not map to".formatted(targetId)
          : "t2d leaves out target token %d, which d2t maps to".formatted(targetId);
    }
  }

  /** A dimension of the draft differs from the target's. */
  record DimensionMismatch(String dimension, long expected, long actual)
      implements CheckpointProblem {
    @Override
    public String message() {
      return "%s is %d, the target's is %d".formatted(dimension, actual, expected);
    }
  }

  /** The draft was trained on features of other layers. */
  record FeatureLayersMismatch(int[] expected, int[] actual) implements CheckpointProblem {
    @Override
    public String message() {
      return "feature layers are %s, the target serves %s"
          .formatted(Arrays.toString(actual), Arrays.toString(expected));
    }
  }

  /** The draft was trained for another tokenizer. */
  record TokenizerMismatch(String expected, String actual) implements CheckpointProblem {
    @Override
    public String message() {
      return "tokenizer hash is %s, the target's is %s".formatted(actual, expected);
    }
  }

  /** d2t is not the one that the manifest names. */
  record DraftVocabularyMismatch(String expected, String actual) implements CheckpointProblem {
    @Override
    public String message() {
      return "draft vocabulary hash is %s, the manifest says %s".formatted(actual, expected);
    }
  }

  /** The safetensors file is not the one that the manifest names. */
  record WeightsMismatch(String what, String expected, String actual) implements CheckpointProblem {
    @Override
    public String message() {
      return "%s of the weights is %s, the manifest says %s".formatted(what, actual, expected);
    }
  }

  /** A file of the directory cannot be read at all. */
  record Unreadable(String file, String reason) implements CheckpointProblem {
    @Override
    public String message() {
      return "%s cannot be read: %s".formatted(file, reason);
    }
  }

  /** Warning: trained for a quantised or tuned sibling of this target. */
  record OtherTarget(String expected, String actual) implements CheckpointProblem {
    @Override
    public String message() {
      return "trained for target %s, serving %s".formatted(actual, expected);
    }

    @Override
    public boolean fatal() {
      return false;
    }
  }

  /** Warning: beyond this position the draft was never trained. */
  record PositionLimit(int limit, int targetLimit) implements CheckpointProblem {
    @Override
    public String message() {
      return "the draft was made for %d positions, the target has %d".formatted(limit, targetLimit);
    }

    @Override
    public boolean fatal() {
      return false;
    }
  }
}
