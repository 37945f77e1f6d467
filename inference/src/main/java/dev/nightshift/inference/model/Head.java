package dev.nightshift.inference.model;

/**
 * What stands on the hidden states of a decoder: one linear map, as transformers names and stores
 * it.
 *
 * @param kind what it says
 * @param labels rows of its matrix; 0 for a language model, whose rows are the vocabulary
 */
public record Head(Kind kind, int labels) {

  /** What a head says. */
  public enum Kind {
    /** Scores of the next token at each position ({@code …ForCausalLM}). */
    LANGUAGE_MODEL,
    /**
     * Values of a whole text, read at its last token that is no padding, without bias ({@code
     * …ForSequenceClassification}).
     */
    SEQUENCE,
    /** Values of each token, with bias ({@code …ForTokenClassification}). */
    TOKEN
  }

  /** Scores of the next token. */
  public static final Head LANGUAGE_MODEL = new Head(Kind.LANGUAGE_MODEL, 0);

  /** One value of a whole text: its reward. */
  public static final Head REWARD = new Head(Kind.SEQUENCE, 1);

  /** Two values of each token, wrong and right: the labels of a process reward model. */
  public static final Head STEPS = new Head(Kind.TOKEN, 2);

  public Head {
    if ((kind == Kind.LANGUAGE_MODEL) != (labels == 0) || labels < 0) {
      throw new IllegalArgumentException("a head of kind " + kind + " with " + labels + " labels");
    }
  }

  /** Whether it gives scores of the next token. */
  public boolean isLanguageModel() {
    return kind == Kind.LANGUAGE_MODEL;
  }
}
