package dev.nightshift.eval.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Samples as a page and as data. */
final class SamplePage {

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private SamplePage() {}

  static Page of(SampleSheet sheet) {
    List<Block> blocks = new ArrayList<>();
    blocks.add(
        new Block.Paragraph(
            sheet.samples().size()
                + " of "
                + sheet.total()
                + " samples, those with the worst "
                + sheet.score()
                + " first."));
    int number = 0;
    for (SampleSheet.Sample sample : sheet.samples()) {
      number++;
      Double score = sample.scores().get(sheet.score());
      blocks.add(
          new Block.Heading(
              3,
              number
                  + ". "
                  + Cells.shortDigest(sample.id())
                  + (score == null ? "" : " · " + sheet.score() + " " + Cells.number(score))));
      blocks.add(new Block.Verbatim("prompt", sample.prompt()));
      blocks.add(new Block.Verbatim("response", sample.response()));
      if (!sample.answer().equals(sample.response())) {
        blocks.add(new Block.Verbatim("answer that the filter found", sample.answer()));
      }
      blocks.add(new Block.Verbatim("target", sample.target()));
      if (sample.scores().size() > 1) {
        List<String> all = new ArrayList<>();
        new TreeMap<>(sample.scores())
            .forEach((name, value) -> all.add(name + " " + Cells.number(value)));
        blocks.add(new Block.Paragraph(String.join(" · ", all)));
      }
    }
    ReportPage.lineage(sheet.lineage(), blocks);
    return new Page(sheet.title(), sheet.madeAt(), sheet.lake(), blocks);
  }

  static String csv(SampleSheet sheet) {
    StringBuilder out = new StringBuilder("sample_id,prompt,response,answer,target,score\n");
    for (SampleSheet.Sample sample : sheet.samples()) {
      out.append(
          CsvRenderer.line(
              List.of(
                  sample.id(),
                  sample.prompt(),
                  sample.response(),
                  sample.answer(),
                  sample.target(),
                  CsvRenderer.text(sample.scores().get(sheet.score())))));
    }
    return out.toString();
  }

  static String json(SampleSheet sheet) {
    ObjectNode root = JSON.createObjectNode().put("title", sheet.title());
    root.put("lake", sheet.lake()).put("score", sheet.score()).put("total", sheet.total());
    ArrayNode samples = root.putArray("samples");
    for (SampleSheet.Sample sample : sheet.samples()) {
      ObjectNode node =
          samples
              .addObject()
              .put("id", sample.id())
              .put("prompt", sample.prompt())
              .put("response", sample.response())
              .put("answer", sample.answer())
              .put("target", sample.target());
      ObjectNode scores = node.putObject("scores");
      for (Map.Entry<String, Double> score : new TreeMap<>(sample.scores()).entrySet()) {
        scores.put(score.getKey(), score.getValue());
      }
    }
    ArrayNode lineage = root.putArray("lineage");
    sheet.lineage().forEach(run -> JsonRenderer.lineage(lineage.addObject(), run));
    try {
      return JSON.writeValueAsString(root).replace("\r\n", "\n") + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of plain values is always JSON", e);
    }
  }
}
