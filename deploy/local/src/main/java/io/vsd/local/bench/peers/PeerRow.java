package io.vsd.local.bench.peers;

/** The rows of the table, in its order. */
enum PeerRow {
  CLUSTER("vsd cluster, plain", "as served", true),
  SPECULATIVE("vsd cluster, speculative", "as served", false),
  IN_PROCESS("vsd in process, plain", "as served", true),
  LLAMA_F16("llama.cpp", "F16", true),
  LLAMA_F16_LOOKUP("llama.cpp, prompt lookup", "F16", false),
  LLAMA_FILE("llama.cpp", "file as it is", true),
  LLAMA_FILE_LOOKUP("llama.cpp, prompt lookup", "file as it is", false),
  TRANSFORMERS_FP32("transformers", "fp32", true),
  TRANSFORMERS_BF16("transformers", "bf16", true);

  private final String title;
  private final String form;
  private final boolean plain;

  PeerRow(String title, String form, boolean plain) {
    this.title = title;
    this.form = form;
    this.plain = plain;
  }

  String title() {
    return title;
  }

  /** Form of the weights. */
  String form() {
    return form;
  }

  /**
   * Whether it decodes token by token. Only these rows have a prefill of their own: the others
   * share it with a plain row, and here a cache of prefixes as well.
   */
  boolean plain() {
    return plain;
  }

  /** Key in JSON and stem of log files. */
  String key() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }
}
