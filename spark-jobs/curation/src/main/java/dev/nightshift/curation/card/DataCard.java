package dev.nightshift.curation.card;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A data card (Pushkarna, Zaldivar and Kjartansson 2022, "Data cards: purposeful and transparent
 * dataset documentation"), in Markdown with the front matter of Hugging Face's: what is in the set,
 * where it came from, what each stage took out, and which versions and seeds make it again.
 *
 * @param title name of the set
 * @param table the table and its version
 * @param stages the runs that made it, from the first to the last
 * @param groups counts by what tells rows apart ({@code source and licence}, {@code split}, {@code
 *     language}), in the order of showing
 * @param lengths documents by their length, from short to long
 * @param quantiles named quantiles of the length in characters
 * @param totals documents, characters and tokens
 */
public record DataCard(
    String title,
    String table,
    List<Stage> stages,
    Map<String, List<Group>> groups,
    List<SvgBars.Bar> lengths,
    Map<String, Double> quantiles,
    Group totals) {

  /**
   * A run on the way.
   *
   * @param job the job
   * @param run id of the run
   * @param seed its seed
   * @param code version of the code
   * @param inputs what it read, with versions
   * @param counts what it counted
   */
  public record Stage(
      String job,
      String run,
      long seed,
      String code,
      List<String> inputs,
      Map<String, Long> counts) {}

  /**
   * Rows that have something in common.
   *
   * @param names what they have in common, a column each
   * @param documents how many there are
   * @param characters their characters
   * @param tokens their tokens; negative where they were not counted
   */
  public record Group(List<String> names, long documents, long characters, long tokens) {}

  private static final List<Map.Entry<Long, String>> SIZES =
      List.of(
          Map.entry(1_000L, "n<1K"),
          Map.entry(10_000L, "1K<n<10K"),
          Map.entry(100_000L, "10K<n<100K"),
          Map.entry(1_000_000L, "100K<n<1M"),
          Map.entry(10_000_000L, "1M<n<10M"),
          Map.entry(100_000_000L, "10M<n<100M"),
          Map.entry(1_000_000_000L, "100M<n<1B"));

  /** The files of the card by their names; {@code README.md} shows the drawings. */
  public Map<String, String> files() {
    Map<String, String> files = new LinkedHashMap<>();
    files.put("README.md", markdown());
    files.put("lengths.svg", SvgBars.of("Documents by length in characters", lengths));
    files.put("stages.svg", SvgBars.of("Rows that each stage let through", kept()));
    return files;
  }

  private List<SvgBars.Bar> kept() {
    return stages.stream()
        .filter(stage -> stage.counts().containsKey("kept"))
        .map(stage -> new SvgBars.Bar(stage.job(), stage.counts().getOrDefault("kept", 0L)))
        .toList();
  }

  private String markdown() {
    StringBuilder text = new StringBuilder("---\n");
    list(text, "license", distinct("source and licence", 1));
    list(text, "language", distinct("language", 0));
    text.append("size_categories:\n- ").append(sizeCategory()).append("\n---\n\n");
    text.append("# ").append(title).append("\n\n");
    text.append(
        String.format(
            Locale.ROOT,
            "%,d documents, %,d characters%s, in `%s`.%n%n",
            totals.documents(),
            totals.characters(),
            totals.tokens() < 0 ? "" : String.format(Locale.ROOT, ", %,d tokens", totals.tokens()),
            table));
    text.append("## Stages\n\n![Rows that each stage let through](stages.svg)\n\n");
    text.append("| stage | count | rows |\n|---|---|---:|\n");
    for (Stage stage : stages) {
      String name = stage.job();
      for (Map.Entry<String, Long> count : stage.counts().entrySet()) {
        row(text, name, cell(count.getKey()), number(count.getValue()));
        name = "";
      }
    }
    groups.forEach(
        (name, rows) -> {
          text.append("\n## By ").append(name).append("\n\n|");
          for (String column : name.split(" and ")) {
            text.append(' ').append(column).append(" |");
          }
          text.append(" documents | characters | share of characters |\n|");
          text.append("---|".repeat(name.split(" and ").length)).append("---:|---:|---:|\n");
          for (Group group : rows) {
            text.append('|');
            group.names().forEach(value -> text.append(' ').append(cell(value)).append(" |"));
            text.append(
                String.format(
                    Locale.ROOT,
                    " %,d | %,d | %.4f |%n",
                    group.documents(),
                    group.characters(),
                    (double) group.characters() / Math.max(1, totals.characters())));
          }
        });
    text.append("\n## Lengths\n\n![Documents by length in characters](lengths.svg)\n\n");
    text.append("| quantile | characters |\n|---|---:|\n");
    quantiles.forEach((name, value) -> row(text, name, String.format(Locale.ROOT, "%,.0f", value)));
    text.append("\n## Lineage\n\n| stage | run | seed | code | inputs |\n|---|---|---:|---|---|\n");
    for (Stage stage : stages) {
      row(
          text,
          stage.job(),
          "`" + stage.run() + "`",
          Long.toString(stage.seed()),
          stage.code(),
          cell(String.join(", ", stage.inputs())));
    }
    return text.toString();
  }

  private List<String> distinct(String group, int column) {
    return groups.getOrDefault(group, List.of()).stream()
        .map(row -> row.names().get(column))
        .filter(name -> !name.isEmpty())
        .distinct()
        .sorted()
        .toList();
  }

  private String sizeCategory() {
    return SIZES.stream()
        .filter(size -> totals.documents() < size.getKey())
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse("n>1B");
  }

  private static void list(StringBuilder text, String key, List<String> values) {
    if (!values.isEmpty()) {
      text.append(key).append(":\n");
      for (String value : values) {
        text.append("- \"")
            .append(value.replace("\\", "\\\\").replace("\"", "\\\""))
            .append("\"\n");
      }
    }
  }

  private static void row(StringBuilder text, String... cells) {
    text.append("| ").append(String.join(" | ", cells)).append(" |\n");
  }

  private static String number(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }

  private static String cell(String value) {
    return value.replace("|", "\\|").replace("\n", " ");
  }
}
