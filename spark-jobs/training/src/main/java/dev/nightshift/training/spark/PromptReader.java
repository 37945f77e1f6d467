package dev.nightshift.training.spark;

import dev.nightshift.eval.generated.Problem;
import dev.nightshift.runtime.job.JobOutcome;
import dev.nightshift.schema.error.Faults;
import dev.nightshift.schema.identity.Digest;
import dev.nightshift.training.policy.RolloutPrompt;
import dev.nightshift.training.spark.TrainingJob.Preparation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.expressions.UserDefinedFunction;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * Prompts with the fields that rewards read. Every column beside the prompt becomes a field, but
 * for those that tell where a row came from, and the entries of {@code meta} as well; lists and
 * structures become JSON. Rows that say the same are one prompt, and prompts stand in the order of
 * their digests: neither files nor partitions can show. Rows that give no prompt go to {@code
 * rejects}.
 */
public final class PromptReader {

  private static final String PROMPT = "prompt";
  private static final String META = "meta";

  private static final String FILE = "file";

  /** What rejects tell of where a row stands. */
  private static final Set<String> PLACE = Set.of("row_id", FILE, "position");

  /** Columns that tell of a row and say nothing themselves. */
  private static final Set<String> PROVENANCE =
      Set.of(
          "row_id",
          "doc_id",
          "source",
          FILE,
          "file_digest",
          "position",
          "licence",
          "split",
          "ingested_at",
          "run_id");

  private final Preparation preparation;
  private final String stage;
  private final int longest;
  private final boolean truncates;
  private final Map<String, Long> refusals = new TreeMap<>();
  private int cut;

  /**
   * A reader.
   *
   * @param preparation reads and encodes
   * @param stage name of the job, for rejects
   * @param longest most tokens of a prompt
   * @param truncates whether a longer one loses its beginning, or else is refused
   */
  public PromptReader(Preparation preparation, String stage, int longest, boolean truncates) {
    this.preparation = preparation;
    this.stage = stage;
    this.longest = longest;
    this.truncates = truncates;
  }

  /** Adds what was cut and refused to an outcome. */
  public JobOutcome addTo(JobOutcome outcome) {
    JobOutcome more = outcome.count("prompts-cut", cut);
    for (Map.Entry<String, Long> refusal : refusals.entrySet()) {
      more = more.count("refused/" + refusal.getKey(), refusal.getValue());
    }
    return more;
  }

  /**
   * The prompts of an input; the rows that give none are appended to {@code rejects}.
   *
   * @param option the option that names it
   * @param split the split to keep, where there are several
   * @param needed fields that rewards read
   * @param limit the greatest number of prompts
   * @param segment of the rejects
   */
  public List<RolloutPrompt> read(
      String option, String split, Set<String> needed, int limit, long segment) throws IOException {
    Dataset<Row> rows = ExampleReader.ofSplit(preparation.reader().rows(option), split);
    require(rows, option, needed);
    Map<String, RolloutPrompt> prompts = new TreeMap<>();
    Path file = preparation.folder().resolve(option + ".rejects.jsonl");
    try (ExampleRejects rejects = new ExampleRejects(file, stage)) {
      Iterator<Row> iterator = texts(rows).toLocalIterator();
      while (iterator.hasNext()) {
        Row row = iterator.next();
        try {
          ExampleRejects.requireParsed(row);
          add(prompts, row.getAs(PROMPT), fields(row));
        } catch (RefusedExample e) {
          refusals.merge(e.reason(), 1L, Long::sum);
          rejects.add(row, e);
        }
      }
    }
    ExampleRejects.append(preparation.context(), file, segment);
    return first(prompts.values(), limit);
  }

  /** The id of a prompt with its fields. */
  static String id(String text, Map<String, String> fields) {
    Digest digest = Digest.start().add(text);
    new TreeMap<>(fields).forEach((name, value) -> digest.add(name).add(value));
    return digest.hex();
  }

  /** The ids of the prompts that rows with a prompt give. */
  public static Column ids(Dataset<Row> rows) {
    List<Column> columns = new ArrayList<>();
    for (StructField field : rows.schema().fields()) {
      if (!PROVENANCE.contains(field.name())) {
        columns.add(text(rows, field));
      }
    }
    UserDefinedFunction id =
        functions.udf(
            (UDF1<Row, String>) row -> id(row.getAs(PROMPT), fields(row)), DataTypes.StringType);
    return id.apply(functions.struct(columns.toArray(Column[]::new)));
  }

  private static Map<String, String> fields(Row row) {
    Map<String, String> fields = new TreeMap<>();
    for (StructField field : row.schema().fields()) {
      Object value = row.getAs(field.name());
      if (isMeta(field) && value != null) {
        row.<String, String>getJavaMap(row.fieldIndex(META)).forEach(fields::putIfAbsent);
      } else if (value != null
          && !field.name().equals(PROMPT)
          && !PROVENANCE.contains(field.name())) {
        fields.put(field.name(), value.toString());
      }
    }
    return fields;
  }

  /** Generated problems as prompts, with their answers. */
  public List<RolloutPrompt> of(List<Problem> problems) {
    Map<String, RolloutPrompt> prompts = new TreeMap<>();
    for (Problem problem : problems) {
      Map<String, String> fields =
          Map.of("answer", Integer.toString(problem.answer()), "family", problem.family().label());
      try {
        add(prompts, problem.prompt(), fields);
      } catch (RefusedExample e) {
        refusals.merge(e.reason(), 1L, Long::sum);
      }
    }
    return List.copyOf(prompts.values());
  }

  private void add(
      Map<String, RolloutPrompt> prompts, @Nullable String text, Map<String, String> fields)
      throws RefusedExample {
    if (text == null) {
      throw new RefusedExample("no-prompt", "the prompt is missing");
    }
    int[] ids = preparation.encoding().prompt(text);
    if (ids.length == 0) {
      throw new RefusedExample("empty-prompt", "the prompt has no token");
    }
    if (ids.length > longest) {
      if (!truncates) {
        throw new RefusedExample(
            "overlong-prompt", ids.length + " tokens, and there is room for " + longest);
      }
      cut++;
      ids = Arrays.copyOfRange(ids, ids.length - longest, ids.length);
    }
    String id = id(text, fields);
    prompts.put(id, new RolloutPrompt(id, text, ids, fields));
  }

  private static List<RolloutPrompt> first(Collection<RolloutPrompt> prompts, int limit) {
    List<RolloutPrompt> first = new ArrayList<>(prompts);
    return List.copyOf(first.subList(0, Math.min(limit, first.size())));
  }

  /** Refuses an input without a prompt, or without a field that a reward reads. */
  private static void require(Dataset<Row> rows, String option, Set<String> needed) {
    List<String> columns = Arrays.asList(rows.columns());
    Faults faults = new Faults();
    String where = "option '" + option + "'";
    if (!columns.contains(PROMPT)) {
      faults.add(
          "the input has no column 'prompt'; it has " + String.join(", ", columns),
          where,
          "Prompts have a column prompt, and what the rewards read.");
    }
    for (String field : needed) {
      // The entries of a map of further fields show only row by row.
      if (!columns.contains(field) && !columns.contains(META)) {
        faults.add(
            "the rewards read a field '"
                + field
                + "', and the prompts have "
                + String.join(", ", columns),
            where,
            "Give prompts with that column, or other rewards.");
      }
    }
    faults.throwIfAny();
  }

  /** Lists, structures and other maps as JSON; with the place of each row, for rejects. */
  private static Dataset<Row> texts(Dataset<Row> given) {
    Dataset<Row> rows = ExampleReader.withFile(given);
    List<Column> columns = new ArrayList<>();
    for (StructField field : rows.schema().fields()) {
      if (PLACE.contains(field.name()) || !PROVENANCE.contains(field.name())) {
        columns.add(text(rows, field));
      }
    }
    return rows.select(columns.toArray(Column[]::new));
  }

  private static Column text(Dataset<Row> rows, StructField field) {
    Column column = rows.col(field.name());
    return isNested(field) ? functions.to_json(column).as(field.name()) : column;
  }

  private static boolean isNested(StructField field) {
    DataType type = field.dataType();
    return type instanceof ArrayType
        || type instanceof StructType
        || (type instanceof MapType && !isMeta(field));
  }

  /** Further fields, as the tables of the lake have them. */
  private static boolean isMeta(StructField field) {
    return field.name().equals(META)
        && field.dataType() instanceof MapType map
        && map.keyType().equals(DataTypes.StringType)
        && map.valueType().equals(DataTypes.StringType);
  }
}
