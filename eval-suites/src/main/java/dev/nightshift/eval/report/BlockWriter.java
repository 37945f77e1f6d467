package dev.nightshift.eval.report;

/** A format that pages are written in: one method for each kind of {@link Block}. */
interface BlockWriter {

  void heading(Block.Heading heading);

  void paragraph(Block.Paragraph paragraph);

  void table(Block.Table table);

  void figure(Block.Figure figure);

  void gallery(Block.Gallery gallery);

  void bullets(Block.Bullets bullets);

  void verbatim(Block.Verbatim verbatim);
}
