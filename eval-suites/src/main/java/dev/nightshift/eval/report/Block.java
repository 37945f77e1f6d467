package dev.nightshift.eval.report;

import java.util.List;

/** A part of a page, in terms of no format. */
sealed interface Block {

  /** Has a format write this part. */
  void write(BlockWriter writer);

  /** A heading; level 2 is that of a section, 3 that of a part of one. */
  record Heading(int level, String text) implements Block {
    @Override
    public void write(BlockWriter writer) {
      writer.heading(this);
    }
  }

  /** A paragraph. */
  record Paragraph(String text) implements Block {
    @Override
    public void write(BlockWriter writer) {
      writer.paragraph(this);
    }
  }

  /** A table; without rows it says that there are none. */
  record Table(List<String> heads, List<List<Cell>> rows) implements Block {
    public Table {
      heads = List.copyOf(heads);
      rows = rows.stream().map(List::copyOf).toList();
      for (List<Cell> row : rows) {
        if (row.size() != heads.size()) {
          throw new IllegalArgumentException(
              "a row of " + row.size() + " cells under " + heads.size() + " heads");
        }
      }
    }

    @Override
    public void write(BlockWriter writer) {
      writer.table(this);
    }
  }

  /** A drawing, and the table that says the same where a format cannot show it. */
  record Figure(String svg, Table table) implements Block {
    @Override
    public void write(BlockWriter writer) {
      writer.figure(this);
    }
  }

  /** Drawings under one heading; formats that cannot hold them link to files. */
  record Gallery(String title, List<Drawing> drawings) implements Block {
    public Gallery {
      drawings = List.copyOf(drawings);
    }

    @Override
    public void write(BlockWriter writer) {
      writer.gallery(this);
    }
  }

  /**
   * A drawing of a gallery.
   *
   * @param name what it shows
   * @param svg the drawing as an element of a page
   * @param file name of the file that holds it
   */
  record Drawing(String name, String svg, String file) {}

  /** Points of a list. */
  record Bullets(List<String> lines) implements Block {
    public Bullets {
      lines = List.copyOf(lines);
    }

    @Override
    public void write(BlockWriter writer) {
      writer.bullets(this);
    }
  }

  /** A text as it stands, such as a prompt. */
  record Verbatim(String label, String text) implements Block {
    @Override
    public void write(BlockWriter writer) {
      writer.verbatim(this);
    }
  }
}
