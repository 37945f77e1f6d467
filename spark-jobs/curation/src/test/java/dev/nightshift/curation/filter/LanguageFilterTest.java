package dev.nightshift.curation.filter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightshift.eval.language.Identified;
import dev.nightshift.eval.language.LanguageIdentifier;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LanguageFilterTest {

  private static final LanguageIdentifier IDENTIFIER = new LanguageIdentifier();

  private static final Map<String, String> SENTENCES =
      Map.of(
          "en", "The children walked home slowly because the evening was warm and quiet.",
          "de", "Die Kinder gingen langsam nach Hause, weil der Abend warm und ruhig war.",
          "fr", "Les enfants rentraient lentement chez eux, car la soir\u00e9e \u00e9tait douce.",
          "es",
              "Los ni\u00f1os volvieron despacio a casa porque la tarde era tranquila y c\u00e1lida.",
          "it", "I bambini tornarono lentamente a casa perch\u00e9 la sera era calda e tranquilla.",
          "nl", "De kinderen liepen langzaam naar huis omdat de avond warm en rustig was.",
          "pl",
              "Dzieci wraca\u0142y powoli do domu, poniewa\u017c wiecz\u00f3r by\u0142 ciep\u0142y i spokojny.",
          "ru",
              "\u0414\u0435\u0442\u0438 \u043c\u0435\u0434\u043b\u0435\u043d\u043d\u043e \u0448\u043b\u0438 \u0434\u043e\u043c\u043e\u0439, \u043f\u043e\u0442\u043e\u043c\u0443 \u0447\u0442\u043e \u0432\u0435\u0447\u0435\u0440 \u0431\u044b\u043b \u0442\u0451\u043f\u043b\u044b\u043c.",
          "tr",
              "\u00c7ocuklar yava\u015f\u00e7a eve d\u00f6nd\u00fcler, \u00e7\u00fcnk\u00fc ak\u015fam s\u0131cak ve sessizdi.");

  @Test
  void sentencesOfNineLanguagesAreTold() {
    SENTENCES.forEach(
        (language, sentence) ->
            assertThat(IDENTIFIER.identify(sentence).language()).as(sentence).isEqualTo(language));
    assertThat(LanguageIdentifier.languages()).hasSizeGreaterThan(95).contains("en", "zh", "et");
  }

  @Test
  void longTextsAreReadAtTheirBeginningAndInTheirMiddle() {
    String german = SENTENCES.getOrDefault("de", "");
    String numbers = "12 34 ".repeat(1000);
    assertThat(IDENTIFIER.identify(german + numbers).language()).isEqualTo("de");
    assertThat(IDENTIFIER.identify(numbers + german + numbers).language()).isEqualTo("de");
    assertThat(IDENTIFIER.identify(numbers + german).language()).isEqualTo("und");
  }

  @Test
  void textWithoutLettersHasNoLanguage() {
    assertThat(IDENTIFIER.identify("12 + 34 = 46 !!")).isEqualTo(new Identified("und", 0));
    assertThat(IDENTIFIER.identify("")).isEqualTo(new Identified("und", 0));
    assertThat(IDENTIFIER.identify("\uD83D\uDE00".repeat(3000)).language()).isEqualTo("und");
  }

  @Test
  void filterKeepsItsLanguagesAndNotesAll() {
    LanguageFilter filter = new LanguageFilter(Set.of("en"), 0.2, IDENTIFIER);
    Findings findings = new Findings();
    TextScan scan = new TextScan();
    String english = SENTENCES.getOrDefault("en", "");
    assertThat(filter.judge(english, scan.read(english), findings)).isEqualTo(Verdict.KEPT);
    assertThat(findings.language()).isEqualTo("en");
    String german = SENTENCES.getOrDefault("de", "");
    Verdict verdict = filter.judge(german, scan.read(german), findings);
    assertThat(((Verdict.Refused) verdict).refusal().reason()).isEqualTo("other-language");
    assertThat(((Verdict.Refused) verdict).refusal().detail())
        .startsWith("the language is de (confidence ")
        .endsWith("), kept are en");
    LanguageFilter sure = new LanguageFilter(Set.of("en"), 1, IDENTIFIER);
    Verdict unsure = sure.judge("a cat is no van", scan, findings);
    assertThat(((Verdict.Refused) unsure).refusal().reason())
        .isIn("unsure-language", "other-language");
    assertThat(new LanguageFilter(Set.of(), 1, IDENTIFIER).judge(german, scan, findings))
        .isEqualTo(Verdict.KEPT);
    assertThat(findings.language()).isEqualTo("de");
  }
}
