package dev.nightshift.eval.reward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.nightshift.schema.error.Fault;
import dev.nightshift.schema.error.Faults;
import dev.nightshift.schema.error.WorkException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RewardsTest {

  private static RewardsSpec parse(String text) {
    Faults faults = new Faults();
    RewardsSpec spec = Rewards.parse(text, faults);
    faults.throwIfAny();
    return spec;
  }

  private static RewardRequest request(String completion, int tokens, String answer) {
    return new RewardRequest("?", completion, tokens, true, Map.of("answer", answer));
  }

  private static double score(String spec, String completion, int tokens, String answer) {
    try (Rewards rewards = parse(spec).open()) {
      return rewards.score(List.of(request(completion, tokens, answer))).get(0).total();
    }
  }

  @Test
  void sumsItsPartsByTheirWeights() {
    try (Rewards rewards =
        parse("verifier:1, format(is=boxed):0.2, length(free=4):-0.001").open()) {
      assertThat(rewards.names()).containsExactly("verifier", "format", "length");
      Rewards.Scored right = rewards.score(List.of(request("\\boxed{0.5}", 9, "\\frac12"))).get(0);
      // 1 · 1 + .2 · 1 − .001 · (9 − 4)
      assertThat(right.parts()).containsExactly(1, 1, 5);
      assertThat(right.total()).isCloseTo(1.195, within(1e-12));
      Rewards.Scored wrong = rewards.score(List.of(request("so 0.6", 3, "\\frac12"))).get(0);
      assertThat(wrong.parts()).containsExactly(0, 0, 0);
      assertThat(wrong.total()).isZero();
    }
  }

  @Test
  void aSpecificationReadsAlikeOnALineAndInAFile() {
    RewardsSpec line = parse("verifier,format(pattern='^\\d+(,\\d+)*$';as=digits):.5");
    RewardsSpec file =
        parse(
            """
            # what counts
            verifier: 1
            format(pattern='^\\d+(,\\d+)*$'; as=digits): 0.5   # and how it looks
            """);
    assertThat(file).isEqualTo(line);
    assertThat(parse(line.toString())).isEqualTo(line);
    assertThat(line.fields()).containsExactly("answer");
    assertThat(score(line.toString(), "1,2", 1, "7")).isEqualTo(.5);
  }

  @Test
  void aSpecificationGoesToWorkers() throws Exception {
    RewardsSpec spec = parse("verifier:1,length:-0.1");
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(spec);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      assertThat(in.readObject()).isEqualTo(spec);
    }
  }

  @Test
  void allFaultsAreToldAtOnce() {
    Faults faults = new Faults();
    Rewards.parse(
        "verifer:1, exact:zero, format:1, length(shape=cosin), numeric(tolerance=-1;tol=2), exact,"
            + " format(pattern='[';as=p), code(sandbox=none;seconds=0), model,"
            + " (x",
        faults);
    assertThat(faults.list())
        .extracting(Fault::line)
        .containsExactly(
            "rewards: verifer:1: 'verifer' is no reward. Did you mean 'verifier'?",
            "rewards: exact:zero: ':zero' is no weight. Write a colon and a number other than 0, as"
                + " in :0.2.",
            "rewards: format:1: a form needs either 'is' or 'pattern'. Write is=NAME or"
                + " pattern='EXPRESSION'. The forms are: answer, boxed, hashes, think.",
            "rewards: length(shape=cosin): 'cosin' is no shape. Did you mean 'cosine'?",
            "rewards: numeric(tolerance=-1;tol=2): 'tol' is no option of numeric. The options are:"
                + " field, tolerance, as.",
            "rewards: numeric(tolerance=-1;tol=2): tolerance is -1. Write at least 0.0.",
            "rewards: exact: two rewards are named 'exact'. Give one another name: as=NAME.",
            "rewards: format(pattern='[';as=p): '[' is no regular expression: unclosed character"
                + " class",
            "rewards: code(sandbox=none;seconds=0): 'none' is no sandbox. The sandboxes are: strict,"
                + " weak.",
            "rewards: code(sandbox=none;seconds=0): seconds is 0. Write at least 0.1.",
            "rewards: model: a reward model needs its folder. Write model(path=FOLDER).",
            "rewards: (x: a parenthesis is missing. Write KIND(KEY=VALUE; KEY=VALUE): WEIGHT.");
  }

  @Test
  void anEmptySpecificationIsRefused() {
    Faults faults = new Faults();
    Rewards.parse(" , # nothing", faults);
    assertThat(faults.list())
        .extracting(Fault::line)
        .containsExactly(
            "rewards: no reward is named. Kinds are: verifier, exact, numeric, format, length, code,"
                + " model.");
  }

  @Test
  void exactAndNumericCompareTheFinalAnswer() {
    assertThat(score("exact", "so #### 12", 1, "x\n#### 12")).isEqualTo(1);
    assertThat(score("exact", "12.0", 1, "12")).isZero();
    assertThat(score("numeric", "the answer is 12.0.", 1, "12")).isEqualTo(1);
    assertThat(score("numeric(tolerance=0.01)", "\\boxed{3.15}", 1, "3.14")).isEqualTo(1);
    // |3.2 − 3.14| = .06 > .01 · 3.14
    assertThat(score("numeric(tolerance=0.01)", "\\boxed{3.2}", 1, "3.14")).isZero();
    assertThat(score("numeric", "none at all to be found here", 1, "3")).isZero();
  }

  @Test
  void undecidedAnswersGetWhatIsAskedFor() {
    assertThat(score("verifier(undecided=0.5)", "\\boxed{\\int x dx}", 1, "3")).isEqualTo(.5);
    assertThat(score("verifier", "\\boxed{\\int x dx}", 1, "3")).isZero();
  }

  @Test
  void formsAreTold() {
    assertThat(score("format(is=hashes)", "a\n#### -1,250.5", 1, "")).isEqualTo(1);
    assertThat(score("format(is=hashes)", "a\n#### 5\nmore", 1, "")).isZero();
    assertThat(score("format(is=hashes)", "#### five", 1, "")).isZero();
    assertThat(score("format(is=boxed)", "\\boxed{x", 1, "")).isZero();
    String right = "<think>a</think>\n<answer>b</answer>";
    assertThat(score("format(is=think)", right, 1, "")).isEqualTo(1);
    assertThat(score("format(is=think)", right + "<answer>c</answer>", 1, "")).isZero();
    assertThat(score("format(is=think)", "<think>a</think>b<answer>b</answer>", 1, "")).isZero();
    assertThat(score("format(is=answer)", "x <answer>b</answer> ", 1, "")).isEqualTo(1);
  }

  @Test
  void anExpressionThatExplodesIsNotFound() {
    long start = System.nanoTime();
    assertThat(score("format(pattern='^(a+)+$')", "a".repeat(60) + "!", 1, "")).isZero();
    assertThat(score("format(pattern='(x|y)*z')", "xy".repeat(200_000), 1, "")).isZero();
    assertThat(System.nanoTime() - start).isLessThan(20_000_000_000L);
  }

  @Test
  void lengthsCostWhatIsPublished() {
    assertThat(score("length(free=10)", "", 9, "")).isZero();
    assertThat(score("length(free=10):-1", "", 13, "")).isEqualTo(-3);
    // DAPO, equation 13, with L_max 100 and L_cache 20: 0 up to 80, −(85 − 80)/20 at 85, −1 beyond.
    String overlong = "length(shape=overlong;max=100;cache=20)";
    assertThat(score(overlong, "", 80, "")).isZero();
    assertThat(score(overlong, "", 85, "")).isEqualTo(-.25);
    assertThat(score(overlong, "", 100, "")).isEqualTo(-1);
    assertThat(score(overlong, "", 500, "")).isEqualTo(-1);
    // Yeo et al.: right answers fall from 2 to 1, wrong ones rise from −10 to 0; −10 at the limit.
    String cosine = "length(shape=cosine;max=100)";
    assertThat(score(cosine, "5", 0, "5")).isEqualTo(2);
    assertThat(score(cosine, "5", 50, "5")).isCloseTo(1.5, within(1e-12));
    assertThat(score(cosine, "6", 0, "5")).isEqualTo(-10);
    assertThat(score(cosine, "6", 50, "5")).isCloseTo(-5, within(1e-12));
    // ½ (1 + cos(π/4)) = .853553: 1 + .853553.
    assertThat(score(cosine, "5", 25, "5")).isCloseTo(1.853553, within(1e-6));
    assertThat(score(cosine, "5", 100, "5")).isEqualTo(-10);
  }

  @Test
  void aFieldThatIsMissingIsToldWithThoseThereAre() {
    try (Rewards rewards = parse("verifier(field=target)").open()) {
      assertThatThrownBy(() -> rewards.score(List.of(request("5", 1, "5"))))
          .isInstanceOf(WorkException.class)
          .hasMessage("reward verifier: a prompt has no field 'target'. Its fields are: answer.");
    }
  }
}
