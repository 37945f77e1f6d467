package dev.nightshift.curation.ingest.latex;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class LatexSourceTest {

  private static String body(String source) throws IOException {
    return LatexSource.clean(source, 1 << 20).body();
  }

  @Test
  void preambleCommentsAndBibliographyGo() throws IOException {
    LatexText text =
        LatexSource.clean(
            """
            \\documentclass{article} % a class
            \\newcommand{\\R}{\\mathbb{R}}
            \\newcommand*{\\half}{\\frac{1}{2}}
            \\def\\eps{\\varepsilon}
            \\DeclareMathOperator{\\Hom}{Hom}
            \\newcommand{\\pair}[2]{(#1, #2)}
            \\title{On $\\R$
            and more}
            \\begin{document}
            \\begin{abstract}Short.\\end{abstract}
            \\section{Start} % the first
              % a line of its own
            Let $x \\in \\R$, 50\\% of $\\eps x$, $\\half\\eps$, $\\Hom(A, \\pair{a}{b})$.



            \\Rank stays.
            \\begin{thebibliography}{9}
            \\bibitem{a} A.
            \\end{thebibliography}
            \\end{document}
            """,
            1 << 20);
    assertThat(text.title()).isEqualTo("On $\\mathbb{R}$ and more");
    assertThat(text.body())
        .isEqualTo(
            "\\section{Start} \n"
                + "Let $x \\in \\mathbb{R}$, 50\\% of $\\varepsilon x$, $\\frac{1}{2}\\varepsilon$,"
                + " $\\operatorname{Hom}(A, \\pair{a}{b})$.\n\n\\Rank stays.");
  }

  @Test
  void verbatimTextKeepsItsPercentSigns() throws IOException {
    assertThat(body("\\section{A}\n\\begin{verbatim}\n100% sure\n\\end{verbatim}\nb % c\n"))
        .isEqualTo("\\section{A}\n\\begin{verbatim}\n100% sure\n\\end{verbatim}\nb");
    assertThat(body("\\section{A}\n\\begin{comment}\nx\n\\end{comment}y\\\\% z\nw"))
        .isEqualTo("\\section{A}\ny\\\\\nw");
    assertThat(body("\\section{A} \\begin{verbatim} never closed %")).endsWith("never closed %");
  }

  @Test
  void sourceWithoutSectionsStartsAtItsDocument() throws IOException {
    assertThat(body("\\documentclass{a}\n\\begin{document}\nHello.\n\\end{document}"))
        .isEqualTo("Hello.");
    assertThat(body("Just $x$.")).isEqualTo("Just $x$.");
    assertThat(body("\\sectionmark stays\n\\chapter*{One}\ntext")).startsWith("\\chapter*{One}");
    assertThat(body("")).isEmpty();
  }

  @Test
  void definitionsThatDoubleEachOtherAreRefused() throws IOException {
    StringBuilder bomb = new StringBuilder();
    String letters = "abcdefgh";
    for (int i = 0; i < 8; i++) {
      String next = i < 7 ? "\\x" + letters.charAt(i + 1) : "y";
      bomb.append("\\def\\x").append(letters.charAt(i)).append('{');
      bomb.append(next.repeat(30)).append("}\n");
    }
    bomb.append("\\section{A}\n\\xa");
    assertThatThrownBy(() -> LatexSource.clean(bomb.toString(), 1 << 20))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "its abbreviations grow to more than 1048576 characters when they are written out");
    // The same without a result costs no more.
    String hollow = bomb.toString().replace("y", "");
    assertThatThrownBy(() -> LatexSource.clean(hollow, 1 << 20)).isInstanceOf(IOException.class);
    // A definition of itself ends.
    assertThat(body("\\def\\a{b\\a}\n\\section{S}\n\\a")).contains("bbbbbbbb\\a");
    // Definitions that are never closed are no work for each other.
    assertThat(body("\\newcommand{\\a}{".repeat(20_000) + "\\section{S}")).isNotEmpty();
  }

  @Test
  void declaredEncodingIsFound() {
    byte[] latin = "\\usepackage[latin1]{inputenc}".getBytes(StandardCharsets.US_ASCII);
    assertThat(LatexEncoding.declared(latin)).isEqualTo(StandardCharsets.ISO_8859_1);
    byte[] utf = "\\usepackage[utf8]{inputenc}".getBytes(StandardCharsets.US_ASCII);
    assertThat(LatexEncoding.declared(utf)).isNull();
  }
}
