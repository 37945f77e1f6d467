package dev.nightshift.classifiers.spark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightshift.classifiers.TestSpark;
import dev.nightshift.runtime.job.Job;
import dev.nightshift.runtime.job.JobArguments;
import dev.nightshift.runtime.job.JobRunner;
import dev.nightshift.runtime.job.RunRequest;
import dev.nightshift.runtime.lake.Lake;
import dev.nightshift.runtime.progress.ConsoleProgress;
import dev.nightshift.schema.error.Faults;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real texts with labels by people: tweets, offensive or not (Davidson et al., ICWSM 2017). */
class RealLabelsTest {

  @TempDir Path folder;

  @Test
  void beatsTheShareOfTheLargerClassByFar() {
    Path csv =
        Path.of(System.getProperty("nightshift.root", "."))
            .resolve("../shared/data/davidson-hate/labeled_data.csv")
            .normalize();
    Assumptions.assumeTrue(Files.exists(csv), "no labelled tweets at " + csv);
    SparkSession spark = TestSpark.session();
    Path rows = folder.resolve("tweets.parquet");
    spark
        .read()
        .option("header", "true")
        .option("multiLine", "true")
        .option("escape", "\"")
        .csv(csv.toString())
        .limit(2500)
        .select(
            functions.col("tweet").as("text"),
            functions.col("class").equalTo("2").cast("int").as("label"))
        .write()
        .parquet(rows.toString());
    Job job = new TrainQualityJob();
    Faults faults = new Faults();
    JobArguments arguments =
        JobArguments.check(
            job,
            Map.of(
                "input",
                rows.toString(),
                "output",
                folder.resolve("model").toString(),
                "epochs",
                "5",
                "learning-rate",
                "0.01"),
            "the test",
            faults);
    faults.throwIfAny();
    Map<String, Double> values =
        new JobRunner(
                spark,
                Lake.open(spark, folder.resolve("lake").toString()),
                new ConsoleProgress(
                    new PrintStream(PrintStream.nullOutputStream()), Clock.systemUTC(), false),
                Clock.systemUTC(),
                "test")
            .run(job, arguments, RunRequest.ofSeed(1))
            .outcome()
            .values();
    // Four in five of these tweets are offensive. Over 8,000 of them the network reached an
    // accuracy
    // of .90 and an AUC of .95, the baseline .89 and .93.
    assertThat(values.get("accuracy")).isGreaterThan(0.84);
    assertThat(values.get("auc")).isGreaterThan(0.85);
    assertThat(values.get("auc")).isGreaterThan(values.get("baseline-auc") - 0.01);
  }
}
