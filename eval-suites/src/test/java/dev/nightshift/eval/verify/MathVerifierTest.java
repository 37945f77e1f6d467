package dev.nightshift.eval.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MathVerifierTest {

  private static final MathVerifier VERIFIER = new MathVerifier();

  private static Verdict compare(String expected, String answer) {
    return VERIFIER.compare(expected, answer);
  }

  @Test
  void givesTheVerdictsOfThePublishedCases() {
    assertThat(compare("7425000", "7,425,000").outcome()).isEqualTo(Outcome.EQUAL);
    assertThat(compare("10/9", "\\frac{10}{9}").outcome()).isEqualTo(Outcome.EQUAL);
    assertThat(compare("28\\%", "28 percent").outcome()).isEqualTo(Outcome.EQUAL);
    assertThat(compare("\\{1,3\\} \\cup \\{2,4\\}", "\\{1,2,3,4\\}").outcome())
        .isEqualTo(Outcome.EQUAL);
    assertThat(compare("{1,3}∪{2,4}", "{1,2,3,4}").outcome()).isEqualTo(Outcome.EQUAL);
    assertThat(compare("[0,9)", "[0,1)").outcome()).isEqualTo(Outcome.DIFFERENT);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '@',
      quoteCharacter = '"',
      value = {
        // numbers
        "1/2 @ 0.5",
        "\\dfrac{1}{2} @ \\frac12",
        "\\frac9{19} @ 9/19",
        "-\\frac{1}{2} @ \\frac{-1}{2}",
        "1,\\!000,\\!000 @ 1000000",
        "58{,}500 @ 58,500",
        "7 425 000 @ 7425000",
        "2\\frac{1}{2} @ 5/2",
        "-2\\frac{1}{2} @ -2.5",
        "3 1/2 @ 3.5",
        "0.1\\overline{6} @ 1/6",
        "1.5 \\times 10^3 @ 1500",
        "1.5e-3 @ 0.0015",
        ".35625 @ 0.35625",
        "5. @ 5",
        "$5$ @ 5",
        "\\$18.90 @ 18.90",
        "2^{10} @ 1024",
        "5! @ 120",
        "\\binom{5}{2} @ 10",
        // percent, units, angles, currency
        "28 \\% @ 28",
        "0.28 @ 28\\%",
        "5\\text{ cm} @ 5",
        "45\\text{ mph} @ 45 miles per hour",
        "15\\mbox{ cm}^2 @ 15 square centimeters",
        "\\$5 @ 5 dollars",
        "90^\\circ @ 90",
        "90^{\\circ} @ 90 degrees",
        "30^\\circ @ \\frac{\\pi}{6}",
        "12 apples @ 12",
        // roots and constants
        "\\frac{\\sqrt{3}}{3} @ \\frac{1}{\\sqrt{3}}",
        "6\\sqrt3 @ \\sqrt{108}",
        "\\sqrt{12}+\\sqrt{27} @ 5\\sqrt{3}",
        "\\sqrt[3]{-8} @ -2",
        "\\sqrt[3]{54} @ 3\\sqrt[3]{2}",
        "2^{1/2} @ \\sqrt 2",
        "\\frac{1}{1+\\sqrt{2}} @ \\sqrt{2}-1",
        "\\sqrt{-4} @ 2i",
        "(1+i)^2 @ 2i",
        "\\frac{1}{i} @ -i",
        "\\sqrt{3+2\\sqrt{2}} @ 1+\\sqrt{2}",
        "\\frac{\\sqrt5-1}{2} @ \\frac{2}{1+\\sqrt{5}}",
        "49\\pi @ 49 \\pi",
        "\\pi/4 @ \\frac{\\pi}{4}",
        "\\log_2 8 @ 3",
        "\\ln(e^2) @ 2",
        "\\sin 30^\\circ @ \\frac12",
        "\\cos(\\pi/3) @ 0.5",
        "\\tan^{-1}(1) @ \\frac{\\pi}{4}",
        "e^{i\\pi} @ -1",
        // expressions
        "(x-1)(x+2) @ x^2+x-2",
        "4x(8x^2-x+5) @ 32x^3-4x^2+20x",
        "\\frac{x^2-1}{x-1} @ x+1",
        "\\frac{1}{y} + y @ \\frac{1+y^2}{y}",
        "\\sin^2 x+\\cos^2 x @ 1",
        "2\\sin x \\cos x @ \\sin(2x)",
        "|x| @ |-x|",
        "\\sqrt{x^2} @ |x|",
        "7p+4e @ 4e+7p",
        "x_1+x_2 @ x_{2}+x_{1}",
        "2^{x+1} @ 2\\cdot 2^x",
        // equations, up to a factor; names that one side has alone
        "x=5 @ 5",
        "y = 2x+3 @ 2x+3",
        "y = 2x+3 @ 2x - y + 3 = 0",
        "10x - 4y - 5z - 20 = 0 @ 4y + 5z + 20 = 10x",
        "f(x) = x^2 @ x^2",
        "x=1, y=2 @ (1,2)",
        "(x,y) = (1,2) @ (1,2)",
        // lists, sets and tuples
        "9,-7 @ -7, 9",
        "9,-7 @ x = -7 or x = 9",
        "3 \\pm 2\\sqrt{2} @ 3+2\\sqrt{2}, 3-2\\sqrt{2}",
        "\\pm 2 @ 2,-2",
        "x = \\pm 2 @ -2 and 2",
        "\\{1,2\\} @ \\{2,1\\}",
        "\\{1,1,2\\} @ \\{1,2\\}",
        "\\{a,b\\} \\cup \\{b\\} @ \\{a,b\\}",
        "(-\\sqrt{3}, \\sqrt{3}) @ (-\\sqrt 3,\\sqrt{3})",
        "\\left( \\frac{11}{2}, -1, 1 \\right) @ (5.5,-1,1)",
        "(3, 200) @ (3,200)",
        "\\emptyset @ \\{\\}",
        // intervals, inequalities
        "(-\\infty,-\\frac 12)\\cup(-\\frac 12,\\infty) @ x \\ne -1/2",
        "[2,5) @ 2 \\le x < 5",
        "(27,\\infty) @ x > 27",
        "x \\in [-2,7] @ [-2,7]",
        "(0,9) \\cup (9,36) @ (0,36) \\setminus \\{9\\}",
        "(-\\infty, \\infty) @ \\mathbb{R}",
        "[0,1] \\cup [1,2] @ [0,2]",
        "[0,2] \\cap [1,3] @ 1 \\le x \\le 2",
        "x < 1 \\text{ or } x > 2 @ (-\\infty,1) \\cup (2,\\infty)",
        "y > x + 1 @ x - y < -1",
        // matrices
        "\\begin{pmatrix} 1/2 & 7 \\\\ 7 & 49 \\end{pmatrix} @ \\begin{bmatrix} 0.5 & 7 \\\\ 7 & 49 \\end{bmatrix}",
        "\\begin{pmatrix} -3 \\\\ 11 \\end{pmatrix} @ (-3, 11)",
        // bases, words, choices
        "2112_6 @ 2112_{6}",
        "1011_2 @ 11",
        "A3_{16} @ 163",
        "4210_{5} @ 4210 \\text{ base } 5",
        "\\text{(E)} @ E",
        "\\text{Evelyn} @ evelyn",
        "\\text{neither} @ Neither.",
        "yes @ Yes"
      })
  void findsEqual(String expected, String answer) {
    assertThat(compare(expected, answer)).extracting(Verdict::outcome).isEqualTo(Outcome.EQUAL);
    assertThat(compare(answer, expected)).extracting(Verdict::outcome).isEqualTo(Outcome.EQUAL);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '@',
      quoteCharacter = '"',
      value = {
        "1/3 @ 0.33",
        "7425000 @ 7425001",
        "\\frac{10}{9} @ \\frac{9}{10}",
        "28\\% @ 29\\%",
        "28\\% @ 2.8",
        "5\\text{ cm} @ 5\\text{ m}",
        "5\\text{ cm} @ 6",
        "\\sqrt{2} @ 1.41421356",
        "\\pi @ 3.14159265",
        "\\sqrt{2}+\\sqrt{3} @ \\sqrt{5}",
        "\\sqrt{x^2} @ x",
        "|x| @ x",
        "(x-1)(x+2) @ x^2+x+2",
        "x+1 @ y+1",
        "y = 2x+3 @ y = 3x+2",
        "x=5 @ y=6",
        "(1,2) @ (2,1)",
        "(1,2) @ \\{1,2\\}",
        "\\{1,2\\} @ \\{1,2,3\\}",
        "9,-7 @ 9,7",
        "9,-7 @ 9",
        "[0,9) @ [0,9]",
        "(1,2) @ [1,2]",
        "x > 3 @ x < 3",
        "x > 3 @ x \\ge 3",
        "y > x @ y < x",
        "\\begin{pmatrix} 1 & 2 \\\\ 3 & 4 \\end{pmatrix} @ \\begin{pmatrix} 1 & 3 \\\\ 2 & 4 \\end{pmatrix}",
        "\\begin{pmatrix} 1 & 2 & 3 & 4 \\end{pmatrix} @ \\begin{pmatrix} 1 & 2 \\\\ 3 & 4 \\end{pmatrix}",
        "\\begin{pmatrix} 1 & 2 \\\\ 3 & 4 \\end{pmatrix} @ (1,2,3,4)",
        "52_8 @ 52",
        "\\text{(E)} @ D",
        "\\text{even} @ odd",
        "\\text{Evelyn} @ 5",
        "\\{1,3\\} \\cup \\{2,4\\} @ \\{1,2,3\\}",
        "3 \\pm 2\\sqrt{2} @ 3+2\\sqrt{2}",
        "2 + 3i @ 2 - 3i",
        "10^{-40} @ 2 \\cdot 10^{-40}",
        "\\sin x @ \\cos x"
      })
  void findsDifferent(String expected, String answer) {
    assertThat(compare(expected, answer)).extracting(Verdict::outcome).isEqualTo(Outcome.DIFFERENT);
    assertThat(compare(answer, expected)).extracting(Verdict::outcome).isEqualTo(Outcome.DIFFERENT);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\\int_0^1 x dx", "\\frac{1}{0}", "((", "\\begin{cases} 1 \\end{cases}"})
  void whatItCannotReadIsUndecided(String answer) {
    assertThat(compare("5", answer).outcome()).isEqualTo(Outcome.UNDECIDED);
    assertThat(compare("5", answer).reason()).isNotBlank();
    assertThat(compare(answer, answer).outcome()).isEqualTo(Outcome.EQUAL);
  }

  @Test
  void comparesTheFinalAnswerOfASolution() {
    assertThat(VERIFIER.verify("She has 3.\n#### 1,250", "So it is \\boxed{1250}.").isEqual())
        .isTrue();
    assertThat(VERIFIER.verify("\\frac{1}{2}", "The answer is $\\frac12$, as shown.").isEqual())
        .isTrue();
    assertThat(VERIFIER.verify("42", "The answer is 42 because 6 x 7 = 42").isEqual()).isTrue();
    assertThat(VERIFIER.verify("42", "I think it could be 41 or 42.").isEqual()).isTrue();
    assertThat(VERIFIER.verify("42", "so 42").isEqual()).isTrue();
    assertThat(VERIFIER.verify("2", "The answer is x^2+1.").outcome()).isEqualTo(Outcome.DIFFERENT);
    assertThat(VERIFIER.verify("42", "\\boxed{42} no, \\boxed{43}").outcome())
        .isEqualTo(Outcome.DIFFERENT);
    assertThat(VERIFIER.verify("42", "I do not know at all, sorry for that"))
        .isEqualTo(Verdict.different("no answer was found"));
  }

  @Test
  void manyThreadsGetTheVerdictsOfOne() throws Exception {
    List<String> answers =
        List.of("\\sqrt{12}", "2\\sqrt{3}", "x^2-1", "(x-1)(x+1)", "[0,1]", "\\sin x", "30^\\circ");
    List<Verdict> alone = pairs(answers);
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      List<Callable<List<Verdict>>> tasks =
          IntStream.range(0, 16)
              .<Callable<List<Verdict>>>mapToObj(i -> () -> pairs(answers))
              .toList();
      for (Future<List<Verdict>> future : threads.invokeAll(tasks)) {
        assertThat(future.get()).isEqualTo(alone);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private static List<Verdict> pairs(List<String> answers) {
    return answers.stream()
        .flatMap(a -> answers.stream().map(b -> VERIFIER.compare(a, b)))
        .toList();
  }
}
