package dev.nightshift.curation.ingest.huggingface;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

class DatasetFolderTest {

  private static String of(Map<String, String> texts, String... paths) {
    return DatasetFolder.recognise(List.of(paths), texts::get)
        .map(
            folder ->
                folder.licence()
                    + folder.files().stream()
                        .map(f -> " " + f.config() + ":" + f.split() + ":" + f.path())
                        .reduce("", String::concat))
        .orElse("no data set");
  }

  @Test
  void readmeNamesConfigurationsSplitsAndLicence() {
    String readme =
        """
        ---
        license: cc-by-4.0
        configs:
        - config_name: main
          data_files:
          - split: train
            path: data/train-*
          - split: test
            path: ["data/test-*", "extra/**/t?.jsonl"]
        - config_name: small
          data_files: small.csv
        - config_name: third
          data_dir: third
        ---
        # Text
        """;
    assertThat(
            of(
                Map.of("README.md", readme),
                "README.md",
                "data/train-00000-of-00001.parquet",
                "data/test-a.parquet",
                "data/other.parquet",
                "extra/t1.jsonl",
                "extra/a/b/t2.jsonl",
                "extra/a/t22.jsonl",
                "small.csv",
                "third/x/y.jsonl.gz"))
        .isEqualTo(
            "cc-by-4.0 main:test:data/test-a.parquet main:train:data/train-00000-of-00001.parquet"
                + " main:test:extra/a/b/t2.jsonl main:test:extra/t1.jsonl small:train:small.csv"
                + " third:train:third/x/y.jsonl.gz");
  }

  @Test
  void namesOfFilesTellSplits() {
    assertThat(
            of(
                Map.of("README.md", "---\nlicense: [mit, apache-2.0]\ndataset_info: {}\n---\n"),
                "README.md",
                "dev.jsonl",
                "my_test_file.csv",
                "training/a.jsonl.zst",
                "contest.jsonl",
                "loader.py",
                "validation-00000-of-00002.arrow"))
        .isEqualTo(
            "mit, apache-2.0 default:train:contest.jsonl default:validation:dev.jsonl"
                + " default:test:my_test_file.csv default:train:training/a.jsonl.zst"
                + " default:validation:validation-00000-of-00002.arrow");
    assertThat(
            of(Map.of(), "data/left-00000-of-00001.parquet", "data/train-00000-of-00001.parquet"))
        .isEqualTo(
            "null default:left:data/left-00000-of-00001.parquet"
                + " default:train:data/train-00000-of-00001.parquet");
    assertThat(
            of(
                Map.of("dataset_infos.json", "{\"d\":{\"license\":\"MIT\"}}"),
                "dataset_infos.json",
                "a.csv"))
        .isEqualTo("MIT default:train:a.csv");
  }

  @Test
  void savedDataSetsNameTheirFiles() {
    assertThat(
            of(
                Map.of(
                    "state.json",
                    "{\"_data_files\":[{\"filename\":\"data-00000-of-00001.arrow\"}],\"_split\":\"test\"}",
                    "dataset_info.json",
                    "{\"license\":\"mit\",\"config_name\":\"c\"}"),
                "state.json",
                "dataset_info.json",
                "data-00000-of-00001.arrow",
                "cache-1.arrow"))
        .isEqualTo("mit c:test:data-00000-of-00001.arrow");
    assertThat(
            of(
                Map.of(
                    "dataset_dict.json",
                    "{\"splits\":[\"train\",\"dev\"]}",
                    "train/state.json",
                    "{\"_data_files\":[{\"filename\":\"d.arrow\"}],\"_split\":null}",
                    "dev/state.json",
                    "broken"),
                "dataset_dict.json",
                "train/state.json",
                "train/d.arrow",
                "dev/state.json",
                "dev/d.arrow"))
        .isEqualTo("null default:train:train/d.arrow");
  }

  @Test
  void otherFoldersAreNone() {
    assertThat(of(Map.of("README.md", "# A readme"), "README.md", "a.jsonl"))
        .isEqualTo("no data set");
    assertThat(of(Map.of("README.md", "---\nlicense: mit\n---\n"), "README.md", "a.jsonl"))
        .isEqualTo("no data set");
    assertThat(of(Map.of("README.md", "---\n{: broken\n---\n"), "README.md", "data/a.parquet"))
        .isEqualTo("no data set");
    String laughs = "---\na: &a [x,x]\nb: &b [*a,*a]\nc: [*b,*b]\n---\n";
    assertThat(of(Map.of("README.md", laughs), "README.md", "a.csv")).isEqualTo("no data set");
  }

  @Test
  void patternsMatchInBoundedTime() {
    assertThat(new PathPattern("a/*.csv").matches("a/b.csv")).isTrue();
    assertThat(new PathPattern("a/*.csv").matches("a/b/c.csv")).isFalse();
    assertThat(new PathPattern("**/*.csv").matches("c.csv")).isTrue();
    assertThat(new PathPattern("**").matches("a/b/c")).isTrue();
    assertThat(new PathPattern("x[0-9a].t").matches("x7.t")).isTrue();
    assertThat(new PathPattern("x[0-9a].t").matches("xb.t")).isFalse();
    assertThat(new PathPattern("./a?").matches("ab")).isTrue();
    assertThat(new PathPattern("").matches("")).isTrue();
    Assertions.assertTimeoutPreemptively(
        Duration.ofSeconds(10),
        () ->
            assertThat(new PathPattern("*a".repeat(100) + "b").matches("a".repeat(4000)))
                .isFalse());
  }
}
