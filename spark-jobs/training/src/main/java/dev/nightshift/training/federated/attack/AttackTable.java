package dev.nightshift.training.federated.attack;

import dev.nightshift.training.federated.Attack;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Accuracies under attack.
 *
 * @param cells one for each rule, attack and share of false clients
 */
public record AttackTable(List<Cell> cells) {

  /**
   * One outcome.
   *
   * @param rule name of the rule
   * @param attack what false clients did
   * @param share their share
   * @param accuracy share of held-out points that are told right; empty where a condition of the
   *     rule fails
   * @param obstacle the condition that fails, or empty
   */
  public record Cell(
      String rule, Attack attack, double share, Optional<Double> accuracy, String obstacle) {}

  public AttackTable {
    cells = List.copyOf(cells);
  }

  /** The cell of a rule under an attack. */
  public Cell cell(String rule, Attack attack, double share) {
    return cells.stream()
        .filter(c -> c.rule().equals(rule) && c.attack() == attack && c.share() == share)
        .findFirst()
        .orElseThrow();
  }

  /** The table in Markdown: a row for each rule, a column for each attack and share. */
  public String markdown() {
    List<String> columns = cells.stream().map(AttackTable::column).distinct().toList();
    List<String> rules = cells.stream().map(Cell::rule).distinct().toList();
    StringBuilder table = new StringBuilder("| rule |");
    columns.forEach(column -> table.append(' ').append(column).append(" |"));
    table.append("\n|---|").append("---|".repeat(columns.size())).append('\n');
    for (String rule : rules) {
      table.append("| ").append(rule).append(" |");
      for (String column : columns) {
        cells.stream()
            .filter(c -> c.rule().equals(rule) && column(c).equals(column))
            .forEach(c -> table.append(' ').append(shown(c)).append(" |"));
      }
      table.append('\n');
    }
    return table.toString();
  }

  private static String shown(Cell cell) {
    return cell.accuracy()
        .map(accuracy -> String.format(Locale.ROOT, "%.3f", accuracy))
        .orElse("not applicable");
  }

  private static String column(Cell cell) {
    return cell.attack() == Attack.NONE
        ? "none"
        : String.format(Locale.ROOT, "%s %.0f %%", cell.attack().label(), 100 * cell.share());
  }
}
