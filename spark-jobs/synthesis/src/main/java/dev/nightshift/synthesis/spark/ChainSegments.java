package dev.nightshift.synthesis.spark;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.nightshift.curation.spark.PreferenceRow;
import dev.nightshift.curation.spark.PromptRow;
import dev.nightshift.curation.spark.RejectRow;
import dev.nightshift.runtime.codec.RecordCodec;
import dev.nightshift.runtime.job.JobContext;
import dev.nightshift.runtime.progress.Progress;
import dev.nightshift.schema.error.WorkException;
import dev.nightshift.schema.table.LakeTables;
import dev.nightshift.synthesis.constitutional.Chain;
import dev.nightshift.synthesis.constitutional.PromptText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * Makes chains segment by segment. A segment is a fixed number of prompts, in the order of their
 * ids; a run that was killed goes on with the first segment that it has not finished, and repeats
 * no row of one that it has written in part.
 */
final class ChainSegments {

  /** Prompts of a segment. */
  static final int ROWS = 128;

  private static final RecordCodec<PreferenceRow> PREFERENCES =
      RecordCodec.of(PreferenceRow.class, LakeTables.PREFERENCES);
  private static final RecordCodec<SyntheticRow> SYNTHETIC =
      RecordCodec.of(SyntheticRow.class, LakeTables.SYNTHETIC);
  private static final RecordCodec<RejectRow> REJECTS =
      RecordCodec.of(RejectRow.class, LakeTables.REJECTS);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final JobContext context;
  private final String output;
  private final ChainSlice slice;
  private final ChainRows rows;
  private final int partitions;

  ChainSegments(
      JobContext context, String output, ChainSlice slice, ChainRows rows, int partitions) {
    this.context = context;
    this.output = output;
    this.slice = slice;
    this.rows = rows;
    this.partitions = partitions;
  }

  /** Verdict to the number of prompts that got it. */
  Map<String, Long> run(List<PromptRow> prompts) {
    Map<String, Long> counts = new TreeMap<>();
    try (Progress.Task progress =
        context.progress().start(ChainRows.STAGE, "prompts", prompts.size())) {
      for (int from = 0; from < prompts.size(); from += ROWS) {
        int to = Math.min(prompts.size(), from + ROWS);
        segment(prompts.subList(from, to), from / ROWS)
            .forEach((verdict, n) -> counts.merge(verdict, n, Long::sum));
        progress.at(to, "");
      }
    }
    return counts;
  }

  private Map<String, Long> segment(List<PromptRow> prompts, int segment) {
    Path done = context.workFolder().resolve("segment-" + segment + ".json");
    try {
      if (Files.exists(done)) {
        return JSON.readValue(Files.readAllBytes(done), new TypeReference<Map<String, Long>>() {});
      }
      Map<String, Long> counts = write(prompts, segment);
      // Written once all its tables are: a kill in between repeats the segment, which adds nothing.
      Path beside = done.resolveSibling("." + done.getFileName());
      Files.write(beside, JSON.writeValueAsBytes(counts));
      Files.move(beside, done, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      return counts;
    } catch (IOException e) {
      throw new WorkException(
          "the state of a segment cannot be kept: " + e.getMessage(),
          done.toString(),
          "Check the permissions and the free space.",
          e);
    }
  }

  private Map<String, Long> write(List<PromptRow> prompts, int segment) {
    List<Chain> chains = chains(prompts);
    List<PreferenceRow> pairs = new ArrayList<>();
    List<SyntheticRow> texts = new ArrayList<>();
    List<RejectRow> rejects = new ArrayList<>();
    Map<String, Long> counts = new TreeMap<>();
    for (int i = 0; i < chains.size(); i++) {
      Chain chain = chains.get(i);
      counts.merge(ChainRows.verdict(chain), 1L, Long::sum);
      texts.addAll(rows.synthetic(chain));
      if (chain.verdict() == Chain.Verdict.KEPT) {
        pairs.add(rows.preference(chain, prompts.get(i)));
      } else {
        rejects.add(rows.reject(chain, prompts.get(i)));
      }
    }
    append(output, PREFERENCES, pairs, segment);
    append(LakeTables.SYNTHETIC.name(), SYNTHETIC, texts, segment);
    append(LakeTables.REJECTS.name(), REJECTS, rejects, segment);
    return counts;
  }

  private List<Chain> chains(List<PromptRow> prompts) {
    List<PromptText> texts =
        prompts.stream().map(row -> new PromptText(row.rowId(), row.prompt())).toList();
    return JavaSparkContext.fromSparkContext(context.spark().sparkContext())
        .parallelize(new ArrayList<>(texts), Math.min(partitions, texts.size()))
        .mapPartitions(slice)
        .collect();
  }

  private <T extends Record> void append(
      String table, RecordCodec<T> codec, List<T> values, int segment) {
    if (!values.isEmpty()) {
      context.append(
          table, codec.schema(), codec.dataset(context.spark(), values).coalesce(1), segment);
    }
  }
}
