package dev.nightshift.eval.metric;

import dev.nightshift.eval.pattern.PythonPattern;
import dev.nightshift.eval.request.RequestKind;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * The log-likelihood of a whole text, beside its number of words or bytes. Words are counted as
 * {@code len(re.split(r"\s+", text))}, bytes in UTF-8.
 *
 * @param name {@code word_perplexity}, {@code byte_perplexity} or {@code bits_per_byte}
 * @param counted field of the item whose words or bytes are counted; empty for the text that was
 *     scored
 */
record TextPerplexity(String name, String counted) implements ItemMetric {

  static final List<String> NAMES = List.of("word_perplexity", "byte_perplexity", "bits_per_byte");

  private static final PythonPattern SPACE = PythonPattern.of("\\s+");

  @Override
  public boolean higherIsBetter() {
    return false;
  }

  @Override
  public Aggregation aggregation() {
    return name.equals("bits_per_byte")
        ? Aggregations.BITS_PER_BYTE
        : Aggregations.WEIGHTED_PERPLEXITY;
  }

  @Override
  public Set<RequestKind> kinds() {
    return EnumSet.of(RequestKind.LOGLIKELIHOOD_ROLLING);
  }

  @Override
  public List<ItemScore> score(ItemOutcome outcome, List<String> answers) {
    TextOutcome whole = outcome.whole();
    if (whole == null) {
      throw new IllegalStateException("the text of " + outcome.sampleId() + " was not scored");
    }
    Object field = counted.isEmpty() ? whole.text() : outcome.fields().get(counted);
    if (field == null) {
      throw new IllegalArgumentException("there is no field '" + counted + "' to count");
    }
    String text = field.toString();
    double units =
        name.equals("word_perplexity")
            ? SPACE.pieces(text)
            : text.getBytes(StandardCharsets.UTF_8).length;
    return List.of(new ItemScore(name, whole.logLikelihood(), units));
  }
}
