package dev.nightshift.curation.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nightshift.curation.pii.PiiDigest;
import dev.nightshift.curation.pii.PiiKind;
import dev.nightshift.runtime.job.RunReport;
import dev.nightshift.schema.error.RequestException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The filters, the masking and the file of options, through the whole job. */
class CurateFiltersTest {

  private static final String SECRET = "a secret of sixteen";

  private Path folder;
  private JobBench bench;

  @BeforeEach
  void open(@TempDir Path folder) {
    this.folder = folder;
    bench = new JobBench(folder);
  }

  private RunReport curate(String... options) {
    Map<String, String> given = new HashMap<>(Map.of("input", "table:documents"));
    for (int i = 0; i < options.length; i += 2) {
      given.put(options[i], options[i + 1]);
    }
    return bench.run(new CurateJob(), given);
  }

  @Test
  void filtersRunInTheirOrderAndNameTheirReasons() {
    String english = "The people of this town have walked to the river and back with their dogs.";
    bench.documents(
        "in",
        english,
        "Die Leute dieser kleinen Stadt sind heute mit ihren Hunden zum Fluss gegangen.",
        "I am your father.\nI am your father.\nI am your father.\nI am your father.",
        "What a bunch of bullshit this is, and that is all there is to say of it today.",
        "Home | About us\n" + english + " Nobody knew why they did it.");
    RunReport report =
        curate(
            "filters", "language,gopher-repetition,profanity,c4,fineweb,length",
            "languages", "en",
            "language-min-confidence", "0.1",
            "c4-min-sentences", "1",
            "length-max-characters", "1000");
    assertThat(report.outcome().counts())
        .containsEntry("read", 5L)
        .containsEntry("rejected:other-language", 1L)
        .containsEntry("rejected:duplicate-lines", 1L)
        .containsEntry("rejected:profanity", 1L)
        .containsEntry("kept", 2L);
    List<Row> kept = bench.rows("curated", "text");
    assertThat(kept)
        .extracting(r -> r.<String>getAs("text"))
        .containsExactly(english, english + " Nobody knew why they did it.");
    assertThat(kept).allSatisfy(r -> assertThat(r.<String>getAs("language")).isEqualTo("en"));
    assertThat(kept.get(0).isNullAt(kept.get(0).fieldIndex("tokens"))).isTrue();
  }

  @Test
  void personalDataIsMaskedCountedAndPlaced() {
    bench.documents(
        "in",
        "\uD83D\uDE00 Mail ann@example.org or bob@example.org, phone 212-555-0123.",
        "mail ann@example.org or x@y.org, phone 212-555-9999.",
        "Nothing here.");
    RunReport report = curate("filters", "none", "pii-hits", "pii_hits", "pii-hits-secret", SECRET);
    // Masked, the first two are no copies: the face stays. Counts are over all that passed.
    assertThat(report.outcome().counts())
        .containsEntry("masked:email", 4L)
        .containsEntry("masked:phone", 2L)
        .containsEntry("kept", 3L);
    List<Row> kept = bench.rows("curated", "text");
    assertThat(kept.get(1).<String>getAs("text"))
        .isEqualTo("mail <EMAIL> or <EMAIL>, phone <PHONE>.");
    assertThat(kept.get(1).getJavaMap(kept.get(1).fieldIndex("meta")))
        .isEqualTo(Map.of("pii.email", "2", "pii.phone", "1"));
    assertThat(kept.get(0).getJavaMap(kept.get(0).fieldIndex("meta"))).isEmpty();
    List<Row> hits = bench.rows("pii_hits", "row_id", "hit_start");
    assertThat(hits).hasSize(6);
    PiiDigest digest = new PiiDigest(SECRET);
    String ann = digest.of(PiiKind.EMAIL, "ann@example.org");
    assertThat(hits).filteredOn(r -> r.getAs("digest").equals(ann)).hasSize(2);
    // The face is one character: the address begins at 7.
    assertThat(hits)
        .anySatisfy(
            r -> {
              assertThat(r.<String>getAs("digest")).isEqualTo(ann);
              assertThat(r.<Long>getAs("hit_start")).isEqualTo(7);
              assertThat(r.<Long>getAs("hit_end")).isEqualTo(22);
              assertThat(r.<String>getAs("kind")).isEqualTo("email");
            });
    assertThat(bench.rows("runs", "run_id"))
        .allSatisfy(r -> assertThat(r.toString()).doesNotContain(SECRET));
  }

  @Test
  void maskedCopiesAreCopies() {
    bench.documents("in", "write to ann@example.org", "write to bob@example.org");
    assertThat(curate("filters", "none").outcome().counts())
        .containsEntry("duplicates", 1L)
        .containsEntry("kept", 1L);
    assertThat(curate("filters", "none", "pii", "off").outcome().counts())
        .containsEntry("duplicates", 0L)
        .containsEntry("kept", 2L);
    RunReport rejected = curate("filters", "none", "pii", "reject", "pii-kinds", "email,phone");
    assertThat(rejected.outcome().counts()).containsEntry("rejected:personal-data", 2L);
    assertThat(bench.rows("rejects", "line").get(0).<String>getAs("detail"))
        .isEqualTo("the text has 1 email");
  }

  @Test
  void misreadTextIsMendedBeforeAnythingLooksAtIt() {
    bench.documents("in", "schÃ¶n", "schön", "CafÃ© crème");
    assertThat(curate("filters", "none").outcome().counts())
        .containsEntry("duplicates", 0L)
        .containsEntry("kept", 3L);
    assertThat(curate("filters", "none", "repair", "encoding").outcome().counts())
        .containsEntry("duplicates", 1L)
        .containsEntry("kept", 2L);
    List<Row> kept = bench.rows("curated", "text");
    // A line that mixes misread and right text stays as it is.
    assertThat(kept)
        .extracting(r -> r.<String>getAs("text"))
        .containsExactly("CafÃ© crème", "schön");
    assertThat(kept.get(0).getJavaMap(kept.get(0).fieldIndex("meta"))).isEmpty();
    assertThat(kept.get(1).getJavaMap(kept.get(1).fieldIndex("meta")).toString())
        .isEqualTo(
            bench
                    .rows("documents", "position")
                    .get(0)
                    .getAs("row_id")
                    .equals(kept.get(1).getAs("row_id"))
                ? "{encoding_repaired=true}"
                : "{}");
  }

  @Test
  void tokensAreCountedByTheTokenizer() throws IOException {
    bench.documents("in", "abc abc abc", "one two three four five");
    Path tokenizer = folder.resolve("tokenizer");
    bench.run(
        new TrainTokenizerJob(),
        Map.of("input", "table:documents", "vocab-size", "262", "output", tokenizer.toString()));
    assertThat(curate("filters", "none", "tokenizer", tokenizer.toString()).outcome().counts())
        .containsEntry("kept", 2L);
    List<Row> kept = bench.rows("curated", "text");
    try (dev.nightshift.inference.tokenizer.Tokenizer opened =
        dev.nightshift.inference.tokenizer.Tokenizer.load(tokenizer)) {
      assertThat(kept)
          .allSatisfy(
              r ->
                  assertThat(r.<Long>getAs("tokens"))
                      .isEqualTo(opened.encode(r.<String>getAs("text"), false).length));
    }
    long fewer = Math.min(kept.get(0).<Long>getAs("tokens"), kept.get(1).<Long>getAs("tokens"));
    assertThat(
            curate(
                    "filters", "length",
                    "tokenizer", tokenizer.toString(),
                    "length-max-tokens", String.valueOf(fewer))
                .outcome()
                .counts())
        .containsEntry("rejected:too-many-tokens", 1L);
  }

  @Test
  void fileOfOptionsCarriesTheSameKeysAndOptionsGoFirst() throws IOException {
    bench.documents("in", "one two three", "one two", "one");
    Path config =
        Files.writeString(
            folder.resolve("curate.yaml"),
            "# for short texts\nfilters: [length]\nlength-min-words: 2\nvalidation-share: 0\n");
    assertThat(curate("config", config.toString()).outcome().counts())
        .containsEntry("rejected:too-few-words", 1L)
        .containsEntry("kept:train", 2L);
    assertThat(curate("config", config.toString(), "length-min-words", "3").outcome().counts())
        .containsEntry("rejected:too-few-words", 2L);
    Files.writeString(
        config,
        "filters: gopher\nmin-wrods: 3\nmax-words: many\noutput: other\nsplit: {a: 1}\nfilters: c4\n");
    assertThatThrownBy(() -> curate("config", config.toString()))
        .isInstanceOf(RequestException.class)
        .hasMessageContaining(config + ":6: key 'filters' stands twice")
        .hasMessageContaining(config + ":2: job curate has no option 'min-wrods'")
        .hasMessageContaining(config + ":3: option 'max-words' of job curate is 'many'")
        .hasMessageContaining(config + ":4: 'output' names what is read or written")
        .hasMessageContaining(config + ":5: 'split' is no single value");
  }

  @Test
  void allFaultsOfTheOptionsComeAtOnce() {
    bench.documents("in", "one");
    assertThatThrownBy(
            () ->
                curate(
                    "filters", "gopher,c5,gopher",
                    "languages", "en",
                    "length-min-tokens", "3",
                    "repetition-max-top-2-gram", "2",
                    "c4-min-sentences", "-1",
                    "max-toxicity", "0.2",
                    "pii-kinds", "email,shoe-size",
                    "pii-placeholder", "XX",
                    "pii-hits", "pii_hits"))
        .isInstanceOf(RequestException.class)
        .hasMessageContaining("there is no filter 'c5'")
        .hasMessageContaining("The filters are: gopher, gopher-repetition, c4, fineweb,")
        .hasMessageContaining("filter 'gopher' stands twice")
        .hasMessageContaining("languages are given, and the filter language is not chosen")
        .hasMessageContaining("bounds for tokens are given, and no tokenizer counts them")
        .hasMessageContaining("option 'repetition-max-top-2-gram': the share is 2.0")
        .hasMessageContaining("option 'c4-min-sentences': the number is -1")
        .hasMessageContaining("a largest toxicity of 0.2 is asked for, and no model scores")
        .hasMessageContaining("there is no kind 'shoe-size' of personal data")
        .hasMessageContaining("the placeholder 'XX' is not {kind} between brackets")
        .hasMessageContaining("there is no secret for the digests");
    assertThatThrownBy(() -> curate("filters", "language", "languages", "en,xx"))
        .hasMessageContaining("there is no language 'xx'")
        .hasMessageContaining("Those that can be told are: af,");
    assertThatThrownBy(() -> curate("filters", "length"))
        .hasMessageContaining("the filter length has no bound");
  }

  @Test
  void manyCopiesOfOneTextAndOneLargeTextAreNoTrouble() throws IOException {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < 5_000; i++) {
      lines.append("{\"text\":\"the same text again\",\"n\":").append(i).append("}\n");
    }
    lines.append("{\"text\":\"").append("word and ".repeat(200_000)).append("\"}\n");
    Path file = Files.writeString(folder.resolve("skewed.jsonl"), lines);
    bench.run(new IngestJob(), Map.of("input", file.toString()));
    assertThat(curate("filters", "none").outcome().counts())
        .containsEntry("duplicates", 4_999L)
        .containsEntry("kept", 2L);
    Row first = bench.rows("duplicates", "row_id").get(0);
    assertThat(first.<String>getAs("cluster_id")).isEqualTo(first.<String>getAs("row_id"));
  }
}
