package dev.nightshift.eval.prepare;

/** The preparations of this project, by the names that task files use. */
public final class Preparations {

  private Preparations() {}

  /** All of them. */
  public static PreparationRegistry registry() {
    return PreparationRegistry.empty()
        .with("where", Where::of)
        .with("renamed", MathPreparations::renamed)
        .with("without_suffix", MathPreparations::withoutSuffix)
        .with("choice_columns", ChoicePreparations::columns)
        .with("stem_choices", ChoicePreparations::stems)
        .with("rewritten_choices", ChoicePreparations::rewritten)
        .with("rewritten_boolean", ChoicePreparations::rewrittenBoolean)
        .with("boolean_label", ChoicePreparations::booleanLabel)
        .with("scored_choices", ChoicePreparations::scored)
        .with("hellaswag", CommonsensePreparations::hellaswag)
        .with("winogrande", CommonsensePreparations::winogrande)
        .with("gpqa", CommonsensePreparations::gpqa)
        .with("math_answer", MathPreparations::boxed)
        .with("minerva_answer", MathPreparations::minerva)
        .with("wikitext_pages", WikitextPreparations::pages)
        .with("wikitext", WikitextPreparations::rows)
        .with("bbh", TextPreparations::bbh)
        .with("babi", TextPreparations::babi)
        .with("cladder", TextPreparations::cladder)
        .with("arc_agi", TextPreparations::arcAgi)
        .with("bbq", BbqPreparation::of)
        .with("ifeval", JudgedPreparations::ifeval)
        .with("mbpp_plus", JudgedPreparations::mbppPlus)
        .with("swe_bench", JudgedPreparations::sweBench);
  }
}
