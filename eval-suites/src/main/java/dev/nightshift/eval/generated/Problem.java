package dev.nightshift.eval.generated;

import dev.nightshift.schema.identity.Digest;

/**
 * A problem with its answer.
 *
 * @param family its kind
 * @param operands the two numbers that the question shows
 * @param question in words, on one line
 * @param answer the right answer
 */
public record Problem(ProblemFamily family, Operands operands, String question, int answer) {

  public Problem {
    if (question.isBlank() || question.indexOf('\n') >= 0) {
      throw new IllegalArgumentException("a question is one line, was '" + question + "'");
    }
    if (answer != family.answer(operands)) {
      throw new IllegalArgumentException(
          "the answer to '" + question + "' is " + family.answer(operands) + ", not " + answer);
    }
  }

  /** Names the problem by what it says; equal questions have equal names. */
  public String id() {
    return Digest.start().add("problem").add(question).hex();
  }

  /** What the family asks for. */
  public Subject subject() {
    return family.subject();
  }

  /** The operands without their order. */
  public String operandsKey() {
    return operands.key();
  }

  /** What a model is given: {@code Question: …}, a line break, {@code Answer:}. */
  public String prompt() {
    return "Question: " + question + "\nAnswer:";
  }

  /** What a model should say after the prompt: a space, the steps, and the answer behind ####. */
  public String completion() {
    return completion(answer);
  }

  /** The steps of this problem with another conclusion, which may be wrong. */
  public String completion(int concluded) {
    return " " + Working.of(family, operands) + " #### " + concluded;
  }

  /** Prompt and completion: a training document. */
  public String text() {
    return prompt() + completion();
  }
}
