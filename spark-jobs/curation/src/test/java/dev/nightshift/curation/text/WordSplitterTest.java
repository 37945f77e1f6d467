package dev.nightshift.curation.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

class WordSplitterTest {

  /** Texts and the tokens that spaCy 3.8.16, {@code spacy.blank("en")}, makes of them. */
  private static final String[] BY_SPACY = {
    "I don't, can't and won\u2019t; we cannot.", "I do n't , ca n't and wo n\u2019t ; we can not .",
    "He said \"e.g. this\" (i.e. that)...", "He said \" e.g. this \" ( i.e. that ) ...",
    "os.path.join(x), foo_bar and a_", "os.path.join(x ) , foo_bar and a _",
    "well-known 12-month and/or w/o either/or x=y",
        "well - known 12 - month and/or w/o either / or x = y",
    "See http://example.com/a_b?c=d, joe@example.com and <http://a.com/>.",
        "See http://example.com/a_b?c=d , joe@example.com and < http://a.com/ > .",
    "3.5km, 100%, $5, US$7 and 5US$ at 10am.", "3.5 km , 100 % , $ 5 , US$ 7 and 5 US$ at 10 am .",
    "U.S. army, the U.S.A. and USA. A. B.", "U.S. army , the U.S.A. and USA . A. B.",
    "def f(x): return {'a': 1} # note", "def f(x ): return { ' a ' : 1 } # note",
    "lower.Upper and a,b and 1,000", "lower . Upper and a , b and 1,000",
    "wait.. what...no ....", "wait .. what ... no ....",
    "It's Mr. O'Neil's co. in Dec. 1999.", "It 's Mr. O'Neil 's co. in Dec. 1999 .",
    "a--b c\u2014d e \u2013 f -x x-", "a -- b c \u2014 d e \u2013 f -x x-",
    "2+2 3*4 5^6 7-8 9--1", "2 + 2 3 * 4 5 ^ 6 7 - 8 9 - -1",
    "\u2122word\u00a9word \u2603 \ud83d\ude00x", "\u2122 word \u00a9 word \u2603 \ud83d\ude00 x",
    "C++ and C# :-) word:) (8)", "C++ and C # :-) word :) ( 8)",
    "'tis ''quoted'' `code` ``twice``", "' tis '' quoted '' ` code ` ` ` twice ` `",
    "- item\n\u2022 point\n* star", "- item \u2022 point * star",
    "_emph_ *bold* #tag @name ~tilde |bar|", "_ emph _ * bold * # tag @name ~tilde |bar|",
    "12:30 9/11 and:or 3:x", "12:30 9/11 and : or 3 :x",
    "192.168.1.1 http://8.8.8.8/x 8.8.8.8:80", "192.168.1.1 http://8.8.8.8/x 8.8.8.8:80",
    "na\u00efve Stra\u00dfe \u00c4pfel \u00c9COLE.",
        "na\u00efve Stra\u00dfe \u00c4pfel \u00c9COLE .",
    "\u2026and\u2026so\u2026", "\u2026 and \u2026 so \u2026",
    "I'm you're they'd've itd", "I 'm you 're they 'd 've it d",
    "(((deep)))!!!", "( ( ( deep ) ) ) ! ! !",
    "20\u00b0C. 5\" 6'", "20 \u00b0 C . 5 \" 6 '",
  };

  private static List<String> tokens(String text) {
    List<String> tokens = new ArrayList<>();
    new WordSplitter()
        .split(text.toCharArray(), text.length(), (a, b) -> tokens.add(text.substring(a, b)));
    return tokens;
  }

  @Test
  void tokensAreThoseOfSpacy() {
    for (int i = 0; i < BY_SPACY.length; i += 2) {
      assertThat(String.join(" ", tokens(BY_SPACY[i]))).isEqualTo(BY_SPACY[i + 1]);
    }
  }

  @Test
  void tokensCoverAllThatIsNoSpace() {
    for (int i = 0; i < BY_SPACY.length; i += 2) {
      assertThat(String.join("", tokens(BY_SPACY[i])))
          .isEqualTo(BY_SPACY[i].replaceAll("[ \n]", ""));
    }
    assertThat(tokens(" \n\t ")).isEmpty();
    assertThat(tokens("\ud83d")).containsExactly("\ud83d");
  }

  @Test
  void stringsWithoutEndTakeTimeInTheirLength() {
    for (String unit :
        List.of("(", ".", "a@", "a.", "-", "'s", "1m", ":)", "US$", "a-", "\u2026")) {
      String text = unit.repeat(2_000_000 / unit.length());
      int[] covered = new int[1];
      Assertions.assertTimeoutPreemptively(
          Duration.ofSeconds(20),
          () ->
              new WordSplitter()
                  .split(text.toCharArray(), text.length(), (a, b) -> covered[0] += b - a));
      assertThat(covered[0]).isEqualTo(text.length());
    }
  }
}
