package dev.nightshift.curation.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class FilterChainTest {

  private static final C4Quality C4 = new C4Quality(new C4Limits(true, 3, 1000, 1));

  private static DocumentFilter words(long min, long max) {
    return new LengthFilter(new LengthLimits(0, 0, min, max, 0, 0), null);
  }

  @Test
  void laterFiltersSeeWhatEarlierOnesLeft() {
    String text = "Home About\nThis is a full sentence.";
    Findings findings = new Findings();
    assertThat(new FilterChain(List.of(words(7, 7), C4)).judge(text, findings))
        .isEqualTo(new Verdict.Changed("This is a full sentence."));
    assertThat(new FilterChain(List.of(C4, words(5, 5))).judge(text, findings))
        .isEqualTo(new Verdict.Changed("This is a full sentence."));
    Verdict refused = new FilterChain(List.of(C4, words(7, 0))).judge(text, findings);
    assertThat(((Verdict.Refused) refused).refusal().detail())
        .isEqualTo("5.000 words, at least 7.000 are asked for");
  }

  @Test
  void firstRefusalEndsTheChain() {
    TokenCounter never =
        text -> {
          throw new AssertionError("looked at " + text);
        };
    LengthFilter tokens = new LengthFilter(LengthLimits.NONE, never);
    Verdict verdict =
        new FilterChain(List.of(words(9, 0), tokens)).judge("one two", new Findings());
    assertThat(((Verdict.Refused) verdict).refusal().reason()).isEqualTo("too-few-words");
    assertThat(new FilterChain(List.of()).judge("anything", new Findings()))
        .isEqualTo(Verdict.KEPT);
  }

  @Test
  void tokensAreCountedAndBound() {
    Findings findings = new Findings();
    LengthFilter filter =
        new LengthFilter(new LengthLimits(2, 9, 0, 0, 3, 5), text -> text.length());
    FilterChain chain = new FilterChain(List.of(filter));
    assertThat(chain.judge("abcd", findings)).isEqualTo(Verdict.KEPT);
    assertThat(findings.tokens()).isEqualTo(4);
    assertThat(reason(chain, "a")).isEqualTo("too-short");
    assertThat(reason(chain, "abcdefghij")).isEqualTo("too-long");
    assertThat(reason(chain, "ab")).isEqualTo("too-few-tokens");
    assertThat(reason(chain, "abcdef")).isEqualTo("too-many-tokens");
    assertThatThrownBy(() -> new LengthFilter(new LengthLimits(0, 0, 0, 0, 1, 0), null))
        .hasMessage("bounds for tokens need a tokenizer");
  }

  private static String reason(FilterChain chain, String text) {
    return ((Verdict.Refused) chain.judge(text, new Findings())).refusal().reason();
  }

  @Test
  void toxicityIsNotedAndBound() {
    TextScorer scorer =
        new TextScorer() {
          @Override
          public double score(String text) {
            return text.length() / 10.0;
          }

          @Override
          public String digest() {
            return "d";
          }
        };
    FilterChain chain = new FilterChain(List.of(new ToxicityFilter(scorer, 0.5)));
    Findings findings = new Findings();
    assertThat(chain.judge("abcde", findings)).isEqualTo(Verdict.KEPT);
    assertThat(findings.toxicity()).isEqualTo(0.5);
    assertThat(findings.toxicityBy()).isEqualTo("d");
    assertThat(reason(chain, "abcdef")).isEqualTo("toxic");
  }
}
