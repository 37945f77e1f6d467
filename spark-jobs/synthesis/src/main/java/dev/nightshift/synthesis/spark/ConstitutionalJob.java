package dev.nightshift.synthesis.spark;

import static org.apache.spark.sql.functions.col;

import dev.nightshift.curation.spark.PromptRow;
import dev.nightshift.inference.digest.ModelDigest;
import dev.nightshift.runtime.codec.RecordCodec;
import dev.nightshift.runtime.job.Input;
import dev.nightshift.runtime.job.Job;
import dev.nightshift.runtime.job.JobArguments;
import dev.nightshift.runtime.job.JobContext;
import dev.nightshift.runtime.job.JobOption;
import dev.nightshift.runtime.job.JobOutcome;
import dev.nightshift.runtime.job.OptionKind;
import dev.nightshift.runtime.lake.TableRef;
import dev.nightshift.runtime.model.SpreadAnswers;
import dev.nightshift.schema.error.Faults;
import dev.nightshift.schema.table.LakeTables;
import dev.nightshift.synthesis.constitutional.ChainSettings;
import dev.nightshift.synthesis.constitutional.ChainSettings.Form;
import dev.nightshift.synthesis.constitutional.Constitution;
import dev.nightshift.synthesis.constitutional.ConstitutionFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Makes preference pairs from prompts by a list of principles: Constitutional AI (Bai et al. 2022).
 * How partitions and threads go together: {@link SpreadAnswers}.
 */
public final class ConstitutionalJob implements Job {

  private static final String MODEL = "model";
  private static final String INPUT = "input";
  private static final String OUTPUT = "output";
  private static final String PRINCIPLES = "constitution";
  private static final String FORM = "form";
  private static final String REVISIONS = "revisions";
  private static final String MAX_TOKENS = "max-tokens";
  private static final String TEMPERATURE = "temperature";
  private static final String TOP_P = "top-p";
  private static final String LIMIT = "limit";
  private static final String BATCH = "batch-size";
  private static final String PARTITIONS = "partitions";

  @Override
  public String name() {
    return ChainRows.STAGE;
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public String summary() {
    return "make preference pairs by principles: a model criticises and revises its own answers";
  }

  @Override
  public String example() {
    return "--model models/sft --input table:prompts --constitution principles.yaml";
  }

  @Override
  public List<JobOption> options() {
    return List.of(
        JobOption.required(MODEL, OptionKind.INPUT, "Folder of the model"),
        JobOption.required(INPUT, OptionKind.INPUT, "Table of prompts: table:NAME"),
        JobOption.of(OUTPUT, OptionKind.OUTPUT_TABLE, "preferences", "Table of pairs to fill"),
        JobOption.optional(
            PRINCIPLES,
            OptionKind.INPUT,
            "YAML file of principles; those that come with the program where it is not given"),
        JobOption.choice(
            FORM,
            List.of("revision", "feedback"),
            "revision: the last revision is preferred to the first answer; feedback: of two answers"
                + " the one that the model prefers, asked in both orders"),
        JobOption.of(REVISIONS, OptionKind.INTEGER, "1", "Rounds of critique and revision"),
        JobOption.of(MAX_TOKENS, OptionKind.INTEGER, "256", "Most tokens of each text"),
        JobOption.of(TEMPERATURE, OptionKind.NUMBER, "1", "Of the draws; 0 for the likeliest"),
        JobOption.of(TOP_P, OptionKind.NUMBER, "1", "Draws among the likeliest up to this share"),
        JobOption.of(LIMIT, OptionKind.INTEGER, "0", "Most prompts, by their ids; 0 for all"),
        JobOption.of(BATCH, OptionKind.EXECUTION, "32", "Texts that are generated together"),
        JobOption.of(
            PARTITIONS,
            OptionKind.EXECUTION,
            "0",
            "Slices of the prompts; 0 for 1 on a local master, else Spark's default parallelism"));
  }

  @Override
  public JobOutcome run(JobContext context, JobArguments arguments) {
    Faults faults = new Faults();
    ChainSettings settings = settings(arguments, context.seed(), faults);
    int limit = whole(arguments, LIMIT, 0, faults);
    int batch = whole(arguments, BATCH, 1, faults);
    int partitions = whole(arguments, PARTITIONS, 0, faults);
    Constitution constitution = constitution(arguments, settings.form(), faults);
    checkTables(context, arguments, faults);
    faults.throwIfAny();

    Path folder = path(arguments.text(MODEL));
    String digest = ModelDigest.of(folder).model();
    List<PromptRow> prompts = prompts(context, limit);
    ChainSlice slice = new ChainSlice(folder.toString(), digest, constitution, settings, batch);
    ChainRows rows = new ChainRows(digest, constitution, settings, context.clock().instant());
    int slices = new SpreadAnswers(folder, digest, batch, partitions).partitionsOn(context.spark());
    String output = TableRef.parse(arguments.text(OUTPUT)).name();
    Map<String, Long> counts = new TreeMap<>(Map.of("kept", 0L));
    counts.putAll(new ChainSegments(context, output, slice, rows, slices).run(prompts));
    JobOutcome outcome = JobOutcome.empty().count("read", prompts.size());
    for (Map.Entry<String, Long> count : counts.entrySet()) {
      outcome = outcome.count(count.getKey(), count.getValue());
    }
    context
        .progress()
        .line(
            ChainRows.STAGE
                + ": "
                + counts.get("kept")
                + " pairs from "
                + prompts.size()
                + " prompts by the principles '"
                + constitution.name()
                + "'");
    return outcome;
  }

  private static ChainSettings settings(JobArguments arguments, long seed, Faults faults) {
    double temperature = arguments.number(TEMPERATURE);
    if (temperature < 0) {
      faults.add("option 'temperature' is " + temperature, where(), "Give 0 or a positive number.");
    }
    double topP = arguments.number(TOP_P);
    if (!(topP > 0 && topP <= 1)) {
      faults.add("option 'top-p' is " + topP, where(), "Give a number above 0 and at most 1.");
    }
    Form form = Form.valueOf(arguments.text(FORM).toUpperCase(Locale.ROOT));
    if (form == Form.FEEDBACK && temperature == 0) {
      faults.add(
          "option 'temperature' is 0 with --form feedback",
          where(),
          "Two answers to choose between need a temperature above 0.");
    }
    return new ChainSettings(
        form,
        whole(arguments, REVISIONS, 1, faults),
        whole(arguments, MAX_TOKENS, 1, faults),
        temperature,
        topP,
        seed);
  }

  private static Constitution constitution(JobArguments arguments, Form form, Faults faults) {
    Constitution constitution;
    if (arguments.has(PRINCIPLES)) {
      Path file = path(arguments.text(PRINCIPLES));
      try {
        constitution = ConstitutionFile.read(Files.readString(file), file.toString(), faults);
      } catch (IOException e) {
        faults.add("the principles cannot be read: " + e.getMessage(), file.toString(), "");
        return Constitution.builtIn();
      }
    } else {
      constitution = Constitution.builtIn();
    }
    if (form == Form.FEEDBACK && faults.isEmpty()) {
      constitution.principles().stream()
          .filter(principle -> principle.compare().isEmpty())
          .forEach(
              principle ->
                  faults.add(
                      "principle '" + principle.id() + "' has no 'compare'",
                      arguments.find(PRINCIPLES).orElse(""),
                      "The form feedback asks which of two answers is better: write it."));
    }
    return constitution;
  }

  private static void checkTables(JobContext context, JobArguments arguments, Faults faults) {
    if (!(context.input(INPUT) instanceof Input.OfTable table)
        || !context.lake().kind(table.table().name()).name().equals(LakeTables.PROMPTS.name())) {
      faults.add(
          "constitutional reads prompts, and '" + arguments.text(INPUT) + "' holds none",
          "option 'input'",
          "Bring them into the lake by ingest with --kind prompts, and name the table table:NAME.");
    }
  }

  private static List<PromptRow> prompts(JobContext context, int limit) {
    Dataset<Row> rows = context.read((Input.OfTable) context.input(INPUT)).orderBy(col("row_id"));
    return RecordCodec.of(PromptRow.class, LakeTables.PROMPTS)
        .collect(limit == 0 ? rows : rows.limit(limit));
  }

  private static int whole(JobArguments arguments, String name, int least, Faults faults) {
    String text = arguments.text(name);
    try {
      int value = Integer.parseInt(text);
      if (value >= least) {
        return value;
      }
    } catch (NumberFormatException e) {
      // Told below, as a number out of range is.
    }
    faults.add(
        "option '" + name + "' is '" + text + "'",
        where(),
        "Give a whole number of at least " + least + ".");
    return least;
  }

  private static String where() {
    return "job " + ChainRows.STAGE;
  }

  private static Path path(String reference) {
    return Path.of(reference.replaceFirst("^file:(//)?", "")).toAbsolutePath().normalize();
  }
}
