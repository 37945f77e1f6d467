package dev.nightshift.training.spark;

import dev.nightshift.eval.generated.Problem;
import dev.nightshift.schema.error.Faults;
import dev.nightshift.schema.identity.Digest;
import dev.nightshift.training.policy.RolloutPrompt;
import dev.nightshift.training.spark.TrainingJob.Preparation;
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
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Prompts with the fields that rewards read. Every column beside the prompt becomes a field, but
 * for those that tell where a row came from, and the entries of {@code meta} as well; lists and
 * structures become JSON. Rows that say the same are one prompt, and prompts stand in the order of
 * their digests: neither files nor partitions can show.
 */
final class PromptReader {

  private static final String PROMPT = "prompt";
  private static final String META = "meta";

  /** Columns that tell of a row and say nothing themselves. */
  private static final Set<String> PROVENANCE =
      Set.of(
          "row_id",
          "doc_id",
          "source",
          "file",
          "file_digest",
          "position",
          "licence",
          "split",
          "ingested_at",
          "run_id");

  private final Preparation preparation;
  private final int longest;
  private int cut;
  private int empty;

  /**
   * A reader.
   *
   * @param preparation reads and encodes
   * @param longest most tokens of a prompt
   */
  PromptReader(Preparation preparation, int longest) {
    this.preparation = preparation;
    this.longest = longest;
  }

  /** Prompts that lost their beginning. */
  int cut() {
    return cut;
  }

  /** Prompts that were left out because they have no token. */
  int empty() {
    return empty;
  }

  /**
   * The prompts of an input.
   *
   * @param option the option that names it
   * @param split the split to keep, where there are several
   * @param needed fields that rewards read
   * @param limit the greatest number of prompts
   */
  List<RolloutPrompt> read(String option, String split, Set<String> needed, int limit) {
    Dataset<Row> rows = ExampleReader.ofSplit(preparation.reader().rows(option), split);
    require(rows, option, needed);
    Map<String, RolloutPrompt> prompts = new TreeMap<>();
    Iterator<Row> iterator = texts(rows.where(rows.col(PROMPT).isNotNull())).toLocalIterator();
    while (iterator.hasNext()) {
      Row row = iterator.next();
      Map<String, String> fields = new TreeMap<>();
      for (StructField field : row.schema().fields()) {
        Object value = row.getAs(field.name());
        if (isMeta(field) && value != null) {
          row.<String, String>getJavaMap(row.fieldIndex(META)).forEach(fields::putIfAbsent);
        } else if (!field.name().equals(PROMPT) && value != null) {
          fields.put(field.name(), value.toString());
        }
      }
      add(prompts, row.getAs(PROMPT), fields);
    }
    return first(prompts.values(), limit);
  }

  /** Generated problems as prompts, with their answers. */
  List<RolloutPrompt> of(List<Problem> problems) {
    Map<String, RolloutPrompt> prompts = new TreeMap<>();
    for (Problem problem : problems) {
      add(
          prompts,
          problem.prompt(),
          Map.of("answer", Integer.toString(problem.answer()), "family", problem.family().label()));
    }
    return List.copyOf(prompts.values());
  }

  private void add(Map<String, RolloutPrompt> prompts, String text, Map<String, String> fields) {
    int[] ids = preparation.encoding().prompt(text);
    if (ids.length == 0) {
      empty++;
      return;
    }
    if (ids.length > longest) {
      cut++;
      ids = Arrays.copyOfRange(ids, ids.length - longest, ids.length);
    }
    Digest digest = Digest.start().add(text);
    new TreeMap<>(fields).forEach((name, value) -> digest.add(name).add(value));
    String id = digest.hex();
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

  /** Lists, structures and other maps as JSON. */
  private static Dataset<Row> texts(Dataset<Row> rows) {
    Column[] columns =
        Arrays.stream(rows.schema().fields())
            .filter(field -> !PROVENANCE.contains(field.name()))
            .map(
                field ->
                    isNested(field)
                        ? functions.to_json(rows.col(field.name())).as(field.name())
                        : rows.col(field.name()))
            .toArray(Column[]::new);
    return rows.select(columns);
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
