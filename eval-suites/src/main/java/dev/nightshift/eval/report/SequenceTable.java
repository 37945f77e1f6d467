package dev.nightshift.eval.report;

import dev.nightshift.eval.sequence.Prequential;
import dev.nightshift.eval.sequence.SequenceEstimate;
import dev.nightshift.eval.sequence.TransferMatrix;
import java.util.ArrayList;
import java.util.List;

/**
 * A sequence of models in a report: each was trained on one more task than the one before.
 *
 * @param score metric and filter that are shown
 * @param models names of the models, one after each task; with the model before the sequence first
 *     where the matrix has it
 * @param matrix scores of the models on the tasks
 * @param estimates what is read from it
 * @param online each task under the model that had not been trained on it yet; empty where the
 *     model before the sequence is not known
 */
public record SequenceTable(
    String score,
    List<String> models,
    TransferMatrix matrix,
    List<SequenceEstimate> estimates,
    List<Prequential.Point> online) {

  public SequenceTable {
    models = List.copyOf(models);
    estimates = List.copyOf(estimates);
    online = List.copyOf(online);
  }

  List<Block> blocks() {
    List<Block> blocks = new ArrayList<>();
    blocks.add(
        new Block.Paragraph(
            "Scores ("
                + score
                + ") of each model on each task, in the order of training; below, what is read from"
                + " them. Errors are bootstrapped over the items."));
    List<String> heads = new ArrayList<>(List.of("after"));
    heads.addAll(matrix.tasks());
    List<List<Cell>> rows = new ArrayList<>();
    List<Double> before = matrix.before();
    if (before != null) {
      rows.add(row(models.get(0), before, -1));
    }
    for (int i = 0; i < matrix.size(); i++) {
      rows.add(row(models.get(i + (before == null ? 0 : 1)), matrix.scores().get(i), i));
    }
    blocks.add(new Block.Table(heads, rows));
    blocks.add(
        new Block.Table(
            List.of("measure", "", "value", "± stderr", "95 % interval", "n"),
            estimates.stream()
                .map(
                    e ->
                        List.of(
                            Cell.of(e.measure().label()),
                            Cell.of(e.measure().higherIsBetter() ? "↑" : "↓"),
                            Cells.value(e.value()),
                            Cells.error(e.standardError()),
                            Cells.interval(e.interval()),
                            Cell.count(e.n())))
                .toList()));
    if (!online.isEmpty()) {
      blocks.add(
          new Block.Paragraph(
              "Test, then train: each task under the model before its training, the mean of all up"
                  + " to it, and the mean in which older items fade by "
                  + Prequential.FADING
                  + " an item."));
      List<List<Cell>> course = new ArrayList<>();
      for (int j = 0; j < online.size(); j++) {
        Prequential.Point point = online.get(j);
        course.add(
            List.of(
                Cell.of(matrix.tasks().get(j)),
                Cells.value(point.night().mean()),
                Cells.error(point.night().standardError()),
                Cells.value(point.all().mean()),
                Cells.error(point.all().standardError()),
                Cells.value(point.fading()),
                Cell.count(point.all().n())));
      }
      blocks.add(
          new Block.Table(
              List.of("before", "own", "± stderr", "all so far", "± stderr ", "fading", "n"),
              course));
    }
    return blocks;
  }

  private static List<Cell> row(String model, List<Double> scores, int own) {
    List<Cell> cells = new ArrayList<>(List.of(Cell.of(model)));
    for (int j = 0; j < scores.size(); j++) {
      Cell cell = Cells.value(scores.get(j));
      cells.add(j == own ? cell.as(Tone.BEST) : cell);
    }
    return cells;
  }
}
