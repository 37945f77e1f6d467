// Sorts a table by the column whose head was pressed: by data-order where a cell has one, else by its text.
document.addEventListener('click', function (event) {
  var button = event.target.closest('thead button');
  if (button === null) { return; }
  var head = button.parentNode;
  var table = head.closest('table');
  var body = table.tBodies[0];
  var column = head.cellIndex;
  var down = head.getAttribute('aria-sort') === 'ascending';
  table.querySelectorAll('th[aria-sort]').forEach(function (other) { other.removeAttribute('aria-sort'); });
  head.setAttribute('aria-sort', down ? 'descending' : 'ascending');
  function key(row) {
    var cell = row.cells[column];
    var order = cell.getAttribute('data-order');
    return order === null ? cell.textContent : Number(order);
  }
  function compare(a, b) {
    var x = key(a);
    var y = key(b);
    // What has no number stands below what has one, whichever way the column is sorted.
    if (typeof x !== typeof y) { return typeof x === 'number' ? -1 : 1; }
    var way = typeof x === 'number' ? x - y : x.localeCompare(y, undefined, { numeric: true });
    return down ? -way : way;
  }
  Array.from(body.rows).sort(compare).forEach(function (row) { body.appendChild(row); });
});
