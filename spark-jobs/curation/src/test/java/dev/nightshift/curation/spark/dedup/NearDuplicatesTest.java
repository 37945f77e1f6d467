package dev.nightshift.curation.spark.dedup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.feature.Tokenizer;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NearDuplicatesTest {

  private final SparkSession spark = Corpus.session();

  private Dataset<Row> texts() {
    return Corpus.rows(
            spark,
            List.of(
                "one two three four five six seven eight",
                "One, two, three: four five six seven EIGHT!",
                "one two three four five six seven eight nine",
                "something else altogether"))
        .selectExpr("row_id AS name", "text AS body");
  }

  private NearDuplicates estimator() {
    NearDuplicates estimator = new NearDuplicates();
    estimator.set(estimator.idCol(), "name");
    estimator.set(estimator.textCol(), "body");
    estimator.set(estimator.ngram(), 3);
    return estimator;
  }

  private static List<String> told(Dataset<Row> rows) {
    return rows.select("name", "cluster", "kept").collectAsList().stream()
        .map(Row::toString)
        .sorted()
        .toList();
  }

  // Six trigrams of eight words, seven of nine: J = 6/7.
  private static final List<String> EXPECTED =
      List.of(
          "[r0000000,r0000000,true]",
          "[r0000001,r0000000,false]",
          "[r0000002,r0000000,false]",
          "[r0000003,r0000003,true]");

  @Test
  void pipelineFitsTransformsAndIsReadAgain(@TempDir Path folder) throws IOException {
    Pipeline pipeline =
        new Pipeline()
            .setStages(
                new PipelineStage[] {
                  estimator(), new Tokenizer().setInputCol("body").setOutputCol("tokens")
                });
    String unfitted = folder.resolve("pipeline").toString();
    pipeline.save(unfitted);
    PipelineModel model = Pipeline.load(unfitted).fit(texts());
    assertThat(told(model.transform(texts()))).isEqualTo(EXPECTED);
    assertThat(model.transform(texts()).schema().fieldNames())
        .isEqualTo(model.transformSchema(texts().schema()).fieldNames());
    String fitted = folder.resolve("model").toString();
    model.save(fitted);
    PipelineModel again = PipelineModel.load(fitted);
    assertThat(told(again.transform(texts()))).isEqualTo(EXPECTED);
    assertThat(again.stages()[0].uid()).isEqualTo(model.stages()[0].uid());
  }

  @Test
  void copyKeepsWhatItIsNotGiven() {
    NearDuplicates estimator = estimator();
    NearDuplicates copy = estimator.copy(new ParamMap().put(estimator.threshold(), 0.9));
    assertThat((Double) copy.getOrDefault(copy.threshold())).isEqualTo(0.9);
    assertThat((Double) estimator.getOrDefault(estimator.threshold())).isEqualTo(0.7);
    assertThat(copy.uid()).isEqualTo(estimator.uid());
    NearDuplicatesModel model = copy.fit(texts());
    // 6/7 is below .9.
    assertThat(model.duplicates().count()).isEqualTo(1);
    assertThat(model.copy(new ParamMap()).transform(texts()).where("kept").count()).isEqualTo(3);
    assertThat(model.parent()).isSameAs(copy);
  }

  @Test
  void wrongColumnsAndParametersAreTold() {
    NearDuplicates estimator = estimator();
    assertThatThrownBy(() -> estimator.fit(texts().drop("body")))
        .hasMessageContaining("there is no column 'body'");
    assertThatThrownBy(() -> estimator.fit(texts().withColumnRenamed("name", "kept")))
        .hasMessageContaining("there is no column 'name'");
    estimator.set(estimator.unit(), "sentence");
    assertThatThrownBy(() -> estimator.fit(texts())).hasMessageContaining("no unit 'sentence'");
  }
}
