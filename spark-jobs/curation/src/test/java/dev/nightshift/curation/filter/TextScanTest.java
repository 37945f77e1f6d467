package dev.nightshift.curation.filter;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TextScanTest {

  private final TextScan scan = new TextScan(true);

  @Test
  void tokensAndWordsAreCountedAsDescribed() {
    // Do n't stop - gap 3 naive - ( ok ) !: of the twelve, two dashes and three marks are no words.
    scan.read("Don't stop-gap 3 na\u00efve \u2014 (ok)!");
    assertThat(scan.tokens()).isEqualTo(12);
    assertThat(scan.words()).isEqualTo(7);
    assertThat(scan.meanWordLength()).isEqualTo((2 + 3 + 4 + 3 + 1 + 5 + 2) / 7.0);
    assertThat(scan.alphabeticTokens()).isEqualTo(6);
    // A bullet and a symbol are not among the marks of the reference, and so they are words.
    assertThat(scan.read("\u2022 \u2603 | ~").words()).isEqualTo(2);
    scan.read("wait... # ## \u2026 end.");
    assertThat(scan.words()).isEqualTo(2);
    assertThat(scan.tokens()).isEqualTo(2 + 1 + 1 + 2 + 1 + 1);
    assertThat(scan.hashSigns()).isEqualTo(3);
    assertThat(scan.ellipses()).isEqualTo(2);
    assertThat(scan.read("......").ellipses()).isEqualTo(2);
    assertThat(scan.read("").words()).isZero();
    assertThat(scan.meanWordLength()).isZero();
  }

  @Test
  void charactersAreCodePoints() {
    // U+10400 is a letter outside the basic plane: two code units.
    String text = "\uD801\uDC00bc \uD83D\uDE00";
    scan.read(text);
    assertThat(scan.characters()).isEqualTo(5);
    assertThat(scan.words()).isEqualTo(2);
    assertThat(scan.tokens()).isEqualTo(2);
    assertThat(scan.meanWordLength()).isEqualTo((3 + 1) / 2.0);
    assertThat(scan.lines().characters(0)).isEqualTo(5);
  }

  @Test
  void equalTokensHaveEqualHashesAndFoldedOnesIgnoreCase() {
    scan.read("Stra\u00dfe Word word WORD other \u00c4pfel \u00e4pfel");
    assertThat(scan.hash(1)).isNotEqualTo(scan.hash(2));
    assertThat(scan.foldedHash(1)).isEqualTo(scan.foldedHash(2)).isEqualTo(scan.foldedHash(3));
    assertThat(scan.foldedHash(4)).isNotEqualTo(scan.foldedHash(3));
    assertThat(scan.foldedHash(5)).isEqualTo(scan.foldedHash(6));
    long hash = scan.hash(1);
    scan.read("and Word");
    assertThat(scan.hash(1)).isEqualTo(hash);
  }

  @Test
  void stopWordsAreCountedOnceAndInSmallLettersOnly() {
    assertThat(scan.read("the the The and").stopWords()).isEqualTo(2);
    assertThat(scan.read("the be to of and that have with").stopWords()).isEqualTo(8);
    assertThat(scan.read("then bee too off").stopWords()).isZero();
  }

  @Test
  void linesLoseTheirLastSpacesAndBlankOnesDivideParagraphs() {
    LineTable lines = scan.read("  first. \n  - two\n \n\n\u2022 three...\nfour\u2026\n").lines();
    assertThat(lines.size()).isEqualTo(4);
    assertThat(lines.newlines()).isEqualTo(6);
    assertThat(lines.withBlank()).isEqualTo(6);
    assertThat(lines.characters(0)).isEqualTo(8);
    assertThat(lines.endsWithPunctuation(0)).isTrue();
    assertThat(lines.endsWithPunctuation(1)).isFalse();
    assertThat(lines.startsWithBullet(1)).isTrue();
    assertThat(lines.startsWithBullet(2)).isTrue();
    assertThat(lines.endsWithEllipsis(2)).isTrue();
    assertThat(lines.endsWithEllipsis(3)).isTrue();
    assertThat(lines.startsParagraph(0)).isTrue();
    assertThat(lines.startsParagraph(1)).isFalse();
    assertThat(lines.startsParagraph(2)).isTrue();
  }

  @Test
  void longTextsKeepTheirCountsAndTheirBeginning() {
    int words = TextScan.LARGEST + 10;
    scan.read("ab ".repeat(words));
    assertThat(scan.words()).isEqualTo(words);
    assertThat(scan.keptTokens()).isEqualTo(TextScan.LARGEST);
    assertThat(scan.keptCharacters()).isEqualTo(3 * TextScan.LARGEST - 1);
    assertThat(scan.characters()).isEqualTo(3 * words);
    scan.read("a\n".repeat(words));
    assertThat(scan.lines().size()).isEqualTo(TextScan.LARGEST);
    assertThat(scan.lines().newlines()).isEqualTo(words);
  }
}
