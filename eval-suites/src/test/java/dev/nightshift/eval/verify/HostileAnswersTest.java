package dev.nightshift.eval.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever an answer is, a verdict comes within the bound, on any thread, in flat memory. */
class HostileAnswersTest {

  private static final MathVerifier VERIFIER = new MathVerifier();
  private static final Duration BOUND = Duration.ofMillis(Limits.DEFAULT.millis()).plusSeconds(2);

  private static Stream<Arguments> hostile() {
    return Stream.of(
        Arguments.of("tower", "9^9^9^9"),
        Arguments.of("tower of braces", "9^{9^{9^{9^{9}}}}"),
        Arguments.of("long tower", "9^".repeat(1_500) + "9"),
        Arguments.of("negative tower", "2^{-9^{9^9}}"),
        Arguments.of("huge exponent", "1e999999999"),
        Arguments.of("huge root", "\\sqrt[999999999]{2}"),
        Arguments.of("huge power of a root", "\\sqrt{2}^{999999999}"),
        Arguments.of("factorial", "100000!"),
        Arguments.of("factorials", "9!!!!"),
        Arguments.of("binomial", "\\binom{1000000000}{500000000}"),
        Arguments.of("big power", "(x+y+z+1)^{300}"),
        Arguments.of("nested powers", "((((x+y)^9)^9)^9)^9"),
        Arguments.of("many variables", "(a+b+c+d+f+g+h+j+k+l+m+n+o+p+q+r+s+t+u+v)^{20}"),
        Arguments.of("exponential", "e^{e^{e^{e^{e}}}}"),
        Arguments.of("gamma", "\\cos(10^{4000})"),
        Arguments.of("open brackets", "(".repeat(100_000)),
        Arguments.of("nested brackets", "(".repeat(100_000) + "1" + ")".repeat(100_000)),
        Arguments.of("nested braces", "{".repeat(1_900) + "1" + "}".repeat(1_900)),
        Arguments.of("nested fractions", "\\frac{1}{".repeat(300) + "1" + "}".repeat(300)),
        Arguments.of("nested roots", "\\sqrt{1+".repeat(300) + "1" + "}".repeat(300)),
        Arguments.of("bars", "|".repeat(3_999)),
        Arguments.of("signs", "-".repeat(3_900) + "1"),
        Arguments.of("long sum", "1+".repeat(1_900) + "1"),
        Arguments.of("long product", "x*".repeat(1_900) + "x"),
        Arguments.of("long list", "1,".repeat(1_900) + "1"),
        Arguments.of(
            "sets of sets of words", ("{" + "no,yes,".repeat(20) + "all},").repeat(24) + "{1,2}"),
        Arguments.of("unions", "[0,1] \\cup ".repeat(300) + "[0,1]"),
        Arguments.of("long number", "9".repeat(3_999)),
        Arguments.of("megabytes of digits", "7".repeat(4_000_000)),
        Arguments.of("megabytes of boxes", "\\boxed{".repeat(600_000)),
        Arguments.of("megabytes of closed boxes", "\\boxed{1}".repeat(500_000)),
        Arguments.of("megabytes of phrases", "the answer is ".repeat(300_000)),
        Arguments.of("megabytes of commas", "1,".repeat(2_000_000)),
        Arguments.of("megabytes of spaces", " ".repeat(4_000_000) + "x"),
        Arguments.of("regex bomb", "a".repeat(3_000) + "!"),
        Arguments.of("words", "no ".repeat(1_300)),
        Arguments.of("unknown commands", "\\foo".repeat(900)),
        Arguments.of("nothing", "\u0000\u0001\ud800"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("hostile")
  void aVerdictComesInTime(String name, String answer) {
    long start = System.nanoTime();
    List<Verdict> verdicts = new ArrayList<>();
    for (String other : List.of("5", "x+1", "\\sqrt{2}", "[0,1)")) {
      verdicts.add(VERIFIER.verify(other, answer));
      verdicts.add(VERIFIER.compare(answer, other));
    }
    Duration took = Duration.ofNanos(System.nanoTime() - start);
    assertThat(verdicts).noneMatch(Verdict::isEqual);
    assertThat(took).as(name).isLessThan(BOUND);
  }

  @Test
  void towersAreUndecidedAndNotWrong() {
    assertThat(VERIFIER.compare("9^9^9^9", "9^{9^{9^9}}+1").outcome()).isEqualTo(Outcome.UNDECIDED);
    assertThat(VERIFIER.compare("9^9^9^9", "9^9^9^9").outcome()).isEqualTo(Outcome.EQUAL);
  }

  @Test
  void stepsBoundTheWorkAlike() {
    MathVerifier small = new MathVerifier(new Limits(4_000, 120, 2_000, 60_000));
    for (int i = 0; i < 3; i++) {
      assertThat(small.compare("(x+y)^{60}", "(y+x)^{61}"))
          .isEqualTo(Verdict.undecided("more steps than allowed"));
    }
  }

  @Test
  void comparisonsThatNeverEndAreLeftInTimeAndTheirThreadsAreNotReplaced() {
    Workers workers = new Workers(2);
    AtomicBoolean over = new AtomicBoolean();
    AtomicInteger started = new AtomicInteger();
    for (int i = 0; i < 6; i++) {
      long start = System.nanoTime();
      Verdict verdict =
          workers.call(
              () -> {
                started.incrementAndGet();
                while (!over.get()) {
                  // Deaf to interrupts.
                  Thread.interrupted();
                  LockSupport.parkNanos(1_000_000);
                }
                return Verdict.equal("over");
              },
              100);
      assertThat(verdict).isEqualTo(Verdict.undecided("no verdict within 100 ms"));
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
    }
    assertThat(started).hasValue(2);
    over.set(true);
    assertThat(workers.call(() -> Verdict.equal("ready"), 2_000)).isEqualTo(Verdict.equal("ready"));
    assertThat(started).hasValue(2);
  }

  @Test
  void anInterruptedThreadGetsItsVerdictToo() throws Exception {
    List<Verdict> verdicts = new ArrayList<>();
    Thread thread =
        new Thread(
            () -> {
              Thread.currentThread().interrupt();
              verdicts.add(VERIFIER.compare("\\sqrt{8}", "2\\sqrt{2}"));
            });
    thread.start();
    thread.join(10_000);
    assertThat(verdicts).containsExactly(Verdict.undecided("interrupted"));
  }
}
