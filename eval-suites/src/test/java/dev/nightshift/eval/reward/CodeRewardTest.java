package dev.nightshift.eval.reward;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightshift.eval.sandbox.TestSandbox;
import dev.nightshift.schema.error.Faults;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class CodeRewardTest {

  private static final String TESTS = "assert add(2, 3) == 5\nassert add(-1, 1) == 0";

  @BeforeAll
  static void needsPythonAndNamespaces() {
    TestSandbox.requirePython();
  }

  private static double score(String completion, String tests) {
    Faults faults = new Faults();
    RewardsSpec spec = Rewards.parse("code(seconds=3)", faults);
    faults.throwIfAny();
    assertThat(spec.fields()).containsExactly("tests");
    try (Rewards rewards = spec.open()) {
      return rewards
          .score(List.of(new RewardRequest("?", completion, 9, true, Map.of("tests", tests))))
          .get(0)
          .total();
    }
  }

  @Test
  void codeThatPassesItsTestsIsRewarded() {
    assertThat(score("def add(a, b):\n    return a + b\n", TESTS)).isEqualTo(1);
    assertThat(
            score(
                "Here it is:\n```python\ndef add(a, b):\n    return a + b\n```\nDone.",
                "[\"assert add(2, 3) == 5\", \"assert add(0, 0) == 0\"]"))
        .isEqualTo(1);
  }

  @Test
  void codeThatFailsOrCheatsIsNot() {
    assertThat(score("def add(a, b):\n    return a - b\n", TESTS)).isZero();
    assertThat(score("def add(a, b) return", TESTS)).isZero();
    assertThat(score("import sys\nsys.exit(0)", TESTS)).isZero();
    assertThat(score("import os\nos._exit(0)", TESTS)).isZero();
    assertThat(score("while True: pass", TESTS)).isZero();
    assertThat(score("raise SystemExit", TESTS)).isZero();
  }
}
