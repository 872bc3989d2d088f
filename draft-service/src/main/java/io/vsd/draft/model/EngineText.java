package io.vsd.draft.model;

import io.vsd.draft.generation.TargetText;
import io.vsd.engine.text.ChatTemplate;
import io.vsd.engine.text.ChatTurn;
import io.vsd.engine.text.LiteralPrompts;
import io.vsd.engine.text.TextTokenizer;
import io.vsd.engine.weights.ModelDirectory;
import java.util.List;
import java.util.Optional;

/** The text of an opened model. */
public final class EngineText implements TargetText, AutoCloseable {

  private final TextTokenizer tokenizer;
  private final Optional<LiteralPrompts> literal;
  private final Optional<ChatTemplate> template;
  private final String name;
  private final int vocabSize;
  private final int[] stopTokenIds;

  /** Reads tokenizer and template; the model may be closed afterwards. */
  public EngineText(ModelDirectory model, SpecialTokensInText specialTokens) {
    this.tokenizer = TextTokenizer.of(model);
    this.literal =
        specialTokens == SpecialTokensInText.TEXT
            ? Optional.of(LiteralPrompts.ofJson(model.tokenizerJson()))
            : Optional.empty();
    this.template = model.chatTemplate().map(_ -> ChatTemplate.of(model));
    this.name = model.name();
    this.vocabSize = model.config().vocabSize();
    this.stopTokenIds = model.config().eosTokenIds();
  }

  @Override
  public int[] encode(String prompt) {
    return literal.map(l -> l.encode(prompt)).orElseGet(() -> tokenizer.encode(prompt));
  }

  @Override
  public String render(List<Turn> turns) {
    var chat =
        template.orElseThrow(
            () -> new IllegalArgumentException("the model " + name + " has no chat template"));
    var all = turns.stream().map(t -> new ChatTurn(t.role(), t.content())).toList();
    return literal.map(l -> l.render(chat, all, true)).orElseGet(() -> chat.render(all, true));
  }

  @Override
  public int[] encodeRendered(String rendered) {
    return literal.map(l -> l.encodeRendered(rendered)).orElseGet(() -> tokenizer.encode(rendered));
  }

  @Override
  public TokenText newReply() {
    var detokenizer = tokenizer.detokenizer();
    return new TokenText() {
      @Override
      public String append(int id) {
        return detokenizer.append(id);
      }

      @Override
      public String finish() {
        return detokenizer.finish();
      }
    };
  }

  @Override
  public int vocabSize() {
    return vocabSize;
  }

  @Override
  public int[] stopTokenIds() {
    return stopTokenIds.clone();
  }

  @Override
  public String modelName() {
    return name;
  }

  @Override
  public void close() {
    tokenizer.close();
    literal.ifPresent(LiteralPrompts::close);
  }
}
