package dev.nightshift.curation.spark.decontaminate;

import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Function;
import org.apache.spark.sql.Row;

/** The rows that each row of a partition becomes, made as they are asked for. */
final class Flattened implements Iterator<Row> {

  private final Iterator<Row> rows;
  private final Function<Row, List<Row>> become;
  private Iterator<Row> next = List.<Row>of().iterator();

  Flattened(Iterator<Row> rows, Function<Row, List<Row>> become) {
    this.rows = rows;
    this.become = become;
  }

  @Override
  public boolean hasNext() {
    while (!next.hasNext() && rows.hasNext()) {
      next = become.apply(rows.next()).iterator();
    }
    return next.hasNext();
  }

  @Override
  public Row next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    return next.next();
  }
}
