package dev.nightshift.eval.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SentencesTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "One. Two. Three.|3",
        "No end here|1",
        "Really?! Yes.|2",
        "Dr. Smith met Mrs. Jones at 5 p.m. on Monday.|1",
        "She lives in the U.S. and works there.|1",
        "She left the U.S. The others stayed.|2",
        "Bring pens, paper, etc. The rest is here.|2",
        "J. R. Tolkien wrote it. It is long.|2",
        "The value is 3.14 exactly. Good.|2",
        "He said \"Stop.\" Then he left.|2",
        "Wait... what is that?|1",
        "Wait... The door opened.|2",
        "(It rained.) We stayed.|2",
        "Visit example.com for more. Thanks!|2",
        "1. wash the rice|1",
        "It costs $5.50. Cheap!|2",
      })
  void sentencesAreCounted(String text, int sentences) {
    assertThat(Sentences.count(text)).as(text + Sentences.split(text)).isEqualTo(sentences);
  }

  @Test
  void sentencesKeepAllText() {
    assertThat(Sentences.split("  A bee.\n\nSee \"dee.\" Eel\n"))
        .containsExactly("A bee.", "See \"dee.\"", "Eel");
    assertThat(Sentences.split("")).isEmpty();
  }

  @Test
  void longTextsTakeTimeInProportion() {
    assertThat(Sentences.count("a. ".repeat(100_000) + "B")).isPositive();
    assertThat(Sentences.count(".".repeat(200_000))).isEqualTo(1);
    assertThat(Sentences.count("x.\"".repeat(20_000))).isPositive();
  }

  @Test
  void wordsFallApartAsInTheTreebank() {
    assertThat(EnglishWords.of("I DON'T know, they're (NASA's) at 1,000 U.S. sites: cannot stop."))
        .containsExactly(
            "I", "DO", "N'T", "know", ",", "they", "'re", "(", "NASA", "'s", ")", "at", "1,000",
            "U.S.", "sites", ":", "can", "not", "stop", ".");
    assertThat(EnglishWords.of("Well--yes... \"No\"!"))
        .containsExactly("Well", "--", "yes", "...", "\"", "No", "\"", "!");
  }

  @Test
  void pythonsTextFunctions() {
    assertThat(PythonText.strip("\u00a0\u0085 a b \u2003")).isEqualTo("a b");
    assertThat(PythonText.isUpper("A 1!")).isTrue();
    assertThat(PythonText.isUpper("1!")).isFalse();
    assertThat(PythonText.isUpper("Ab")).isFalse();
    assertThat(PythonText.isLower("ab \u00e9")).isTrue();
    assertThat(PythonText.capitalize("hELLO World")).isEqualTo("Hello world");
    assertThat(PythonText.countWords("it's 3_a \u0939\u093f\u0928")).isEqualTo(5);
    assertThat(PythonText.countSplit(" a  b ")).isEqualTo(4);
    assertThat(PythonText.countIgnoringCase("aAaAa", "aa")).isEqualTo(2);
    assertThat(PythonText.split("a,,b", ",")).containsExactly("a", "", "b");
  }
}
