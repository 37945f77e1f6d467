package dev.nightshift.inference.generate;

/** Why a continuation ended. */
public enum FinishReason {
  /** The model gave a token that ends a text. */
  EOS,
  /** The text reached a stop string. */
  STOP,
  /** The budget of tokens, or the model's context, was used up. */
  LENGTH
}
