package dev.nightshift.eval.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/** A leaderboard as a page and as data. */
final class LeaderboardPage {

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private LeaderboardPage() {}

  static Page of(Leaderboard board) {
    List<Block> blocks = new ArrayList<>();
    blocks.add(new Block.Heading(2, "Scores"));
    List<String> heads = new ArrayList<>(List.of("task", "layout", "n-shot", "n", "metric", ""));
    board.models().forEach(model -> heads.add(model.name()));
    heads.add("over time");
    boolean noted = board.lines().stream().anyMatch(line -> !line.notes().isEmpty());
    if (noted) {
      heads.add("note");
    }
    List<List<Cell>> rows = new ArrayList<>();
    for (Leaderboard.Line line : board.lines()) {
      rows.add(row(line, noted));
    }
    blocks.add(new Block.Table(heads, rows));
    blocks.add(new Block.Paragraph(explanation(board)));
    blocks.add(new Block.Heading(2, "Models"));
    blocks.add(
        new Block.Table(
            List.of("model", "digest", "first evaluated", "night"),
            board.models().stream()
                .map(
                    m ->
                        List.of(
                            Cell.of(m.name()),
                            Cell.of(Cells.shortDigest(m.digest())),
                            Cell.of(m.at().toString()),
                            Cell.of(m.night())))
                .toList()));
    return new Page(board.title(), board.madeAt(), board.lake(), blocks);
  }

  private static String explanation(Leaderboard board) {
    String text =
        "Models stand in the order of their first evaluation; the best value of a line is bold."
            + " Values of one line were measured on the same items in the same way; whether two of"
            + " them differ is told by report --compare.";
    return board.leftOut() == 0
        ? text
        : text
            + " "
            + board.leftOut()
            + " older models are not shown; the course over time has them.";
  }

  private static List<Cell> row(Leaderboard.Line line, boolean noted) {
    List<Cell> cells =
        new ArrayList<>(
            List.of(
                Cell.of(line.task()),
                Cell.of(line.layout()),
                Cell.count(line.numFewshot()),
                Cell.count(line.items()),
                Cell.of(line.metric() + "," + line.filter()),
                Cell.of(line.higherIsBetter() ? "↑" : "↓")));
    double best = line.best().orElse(Double.NaN);
    for (Leaderboard.Score score : line.scores()) {
      cells.add(score == null ? Cell.empty() : cell(score, best));
    }
    List<Double> course = line.course();
    cells.add(
        course.size() < 2
            ? Cell.empty()
            : Cell.of(Sparkline.text(course))
                .drawn(Sparkline.drawing(course, line.task() + " over time")));
    if (noted) {
      cells.add(Cell.of(String.join("; ", line.notes())));
    }
    return cells;
  }

  private static Cell cell(Leaderboard.Score score, double best) {
    Double error = score.standardError();
    String text =
        Cells.number(score.value())
            + (error == null || error.isNaN() ? "" : " ± " + Cells.number(error));
    Cell cell = Cell.number(text, score.value());
    return score.value() == best ? cell.as(Tone.BEST) : cell;
  }

  static String csv(Leaderboard board) {
    StringBuilder out =
        new StringBuilder(
            "task,layout,num_fewshot,filter,metric,higher_is_better,model,model_digest,night,"
                + "value,stderr,n,best\n");
    for (Leaderboard.Line line : board.lines()) {
      double best = line.best().orElse(Double.NaN);
      for (int i = 0; i < board.models().size(); i++) {
        Leaderboard.Score score = line.scores().get(i);
        if (score != null) {
          Leaderboard.Entrant model = board.models().get(i);
          out.append(
              CsvRenderer.line(
                  List.of(
                      line.task(),
                      line.layout(),
                      Integer.toString(line.numFewshot()),
                      line.filter(),
                      line.metric(),
                      Boolean.toString(line.higherIsBetter()),
                      model.name(),
                      model.digest(),
                      model.night(),
                      Double.toString(score.value()),
                      CsvRenderer.text(score.standardError()),
                      Long.toString(score.n()),
                      Boolean.toString(score.value() == best))));
        }
      }
    }
    return out.toString();
  }

  static String json(Leaderboard board) {
    ObjectNode root = JSON.createObjectNode().put("title", board.title());
    root.put("made_at", board.madeAt().toString()).put("lake", board.lake());
    ArrayNode models = root.putArray("models");
    for (Leaderboard.Entrant model : board.models()) {
      models
          .addObject()
          .put("name", model.name())
          .put("model_digest", model.digest())
          .put("evaluated_at", model.at().toString())
          .put("night", model.night());
    }
    root.put("left_out", board.leftOut());
    ArrayNode lines = root.putArray("lines");
    for (Leaderboard.Line line : board.lines()) {
      ObjectNode node =
          lines
              .addObject()
              .put("task", line.task())
              .put("layout", line.layout())
              .put("num_fewshot", line.numFewshot())
              .put("filter", line.filter())
              .put("metric", line.metric())
              .put("higher_is_better", line.higherIsBetter());
      ObjectNode scores = node.putObject("scores");
      for (int i = 0; i < line.scores().size(); i++) {
        Leaderboard.Score score = line.scores().get(i);
        if (score != null) {
          Double error = score.standardError();
          scores
              .putObject(board.models().get(i).name())
              .put("value", score.value())
              .put("stderr", error == null || error.isNaN() ? null : error)
              .put("n", score.n());
        }
      }
      line.course().forEach(node.putArray("course")::add);
      line.notes().forEach(node.putArray("notes")::add);
    }
    try {
      return JSON.writeValueAsString(root).replace("\r\n", "\n") + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of plain values is always JSON", e);
    }
  }
}
