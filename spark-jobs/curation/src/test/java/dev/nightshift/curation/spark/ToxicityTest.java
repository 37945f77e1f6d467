package dev.nightshift.curation.spark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightshift.classifiers.feature.FeatureSettings;
import dev.nightshift.classifiers.feature.Standardisation;
import dev.nightshift.classifiers.feature.TextFeatures;
import dev.nightshift.classifiers.feature.TextStatistics;
import dev.nightshift.classifiers.quality.FeedForward;
import dev.nightshift.classifiers.quality.QualityModel;
import dev.nightshift.curation.filter.ToxicityFilter;
import dev.nightshift.curation.split.SplitRule;
import dev.nightshift.curation.split.StratifiedSample;
import dev.nightshift.runtime.lake.TableRef;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A classifier of labelled tweets as the filter of toxic text (Davidson et al., ICWSM 2017). */
class ToxicityTest {

  private static final int TRAINED = 3000;
  private static final int ALL = 3600;
  private static final float ABOVE_ZERO = 1000;

  private Path folder;
  private JobBench bench;

  @BeforeEach
  void open(@TempDir Path folder) {
    this.folder = folder;
    bench = new JobBench(folder);
  }

  private record Tweet(String text, boolean toxic) {}

  @Test
  void offensiveTweetsGoAndOthersStay() throws IOException {
    List<Tweet> tweets = tweets();
    QualityModel model = trained(tweets.subList(0, TRAINED));
    StringBuilder lines = new StringBuilder();
    com.fasterxml.jackson.databind.ObjectMapper json =
        new com.fasterxml.jackson.databind.ObjectMapper();
    for (Tweet tweet : tweets.subList(TRAINED, ALL)) {
      lines.append(
          json.writeValueAsString(
              Map.of("text", tweet.text(), "label", tweet.toxic() ? "toxic" : "plain")));
      lines.append('\n');
    }
    Path file = Files.writeString(folder.resolve("tweets.jsonl"), lines);
    bench.run(new IngestJob(), Map.of("input", file.toString()));
    CurateSettings settings =
        new CurateSettings(
            "c",
            "d",
            Repair.NONE,
            List.of(new ToxicityFilter(new ModelScorer(bench.spark, model), 0.5)),
            null,
            StratifiedSample.ALL,
            new SplitRule(0, 0),
            null,
            0);
    Map<String, Integer> seen = new HashMap<>();
    for (Row row :
        CurateJob.outcomes(bench.lake.read(TableRef.parse("documents")), settings)
            .collectAsList()) {
      String id = row.getAs("row_id") != null ? row.getAs("row_id") : row.getAs("reject_row_id");
      boolean kept = row.getAs("row_id") != null;
      if (kept) {
        assertThat(row.<Double>getAs("toxicity")).isBetween(0.0, 0.5);
        assertThat(row.<String>getAs("toxicity_by")).isEqualTo(model.digest());
      } else {
        assertThat(row.<String>getAs("reject_reason")).isEqualTo("toxic");
        assertThat(row.<Double>getAs("reject_value")).isGreaterThan(0.5);
      }
      seen.merge((kept ? "kept " : "gone ") + labels().get(id), 1, Integer::sum);
    }
    // Of held-out tweets four in five are offensive: nearly all of those go, most others stay.
    assertThat(seen.get("gone toxic")).isGreaterThan(9 * seen.getOrDefault("kept toxic", 0));
    assertThat(seen.get("kept plain")).isGreaterThan(seen.getOrDefault("gone plain", 0));
  }

  private final Map<String, String> labels = new HashMap<>();

  private Map<String, String> labels() {
    if (labels.isEmpty()) {
      for (Row row : bench.rows("documents", "row_id")) {
        labels.put(
            row.getAs("row_id"),
            row.<String, String>getJavaMap(row.fieldIndex("meta")).get("label"));
      }
    }
    return labels;
  }

  private List<Tweet> tweets() {
    return bench
        .spark
        .read()
        .option("header", "true")
        .option("multiLine", "true")
        .option("escape", "\"")
        .csv(JobBench.shared("davidson-hate/labeled_data.csv").toString())
        .select("tweet", "class")
        .where("tweet IS NOT NULL AND class IS NOT NULL")
        .limit(ALL)
        .collectAsList()
        .stream()
        .map(r -> new Tweet(r.getString(0), !r.getString(1).equals("2")))
        .toList();
  }

  /** Logistic regression on the hashed n-grams, by steps along each row's gradient. */
  private static QualityModel trained(List<Tweet> tweets) {
    FeatureSettings settings = FeatureSettings.DEFAULT;
    float[] weights = new float[settings.width()];
    double bias = 0;
    List<TextFeatures> features =
        tweets.stream().map(t -> TextFeatures.of(t.text(), settings)).toList();
    for (int epoch = 0; epoch < 20; epoch++) {
      for (int i = 0; i < features.size(); i++) {
        TextFeatures row = features.get(i);
        double logit = bias;
        for (int k = 0; k < row.filledBuckets(); k++) {
          logit += weights[TextStatistics.COUNT + row.bucket(k)] * row.weight(k);
        }
        double step = 0.5 * ((tweets.get(i).toxic() ? 1 : 0) - 1 / (1 + Math.exp(-logit)));
        bias += step;
        for (int k = 0; k < row.filledBuckets(); k++) {
          weights[TextStatistics.COUNT + row.bucket(k)] += (float) (step * row.weight(k));
        }
      }
    }
    double[] ones = new double[TextStatistics.COUNT];
    Arrays.fill(ones, 1);
    // One hidden unit that never falls to zero passes the sum on.
    return new QualityModel(
        settings,
        new Standardisation(new double[TextStatistics.COUNT], ones),
        new FeedForward(
            weights, new float[] {ABOVE_ZERO}, new float[] {1}, (float) (bias - ABOVE_ZERO)));
  }
}
