package dev.nightshift.eval.metric;

/** 1 where the answer is the target, character by character; else 0. */
public record Accuracy() implements AnswerMetric {

  /** The name in task files. */
  public static final String NAME = "acc";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public double score(String target, String answer) {
    return target.equals(answer) ? 1 : 0;
  }
}
