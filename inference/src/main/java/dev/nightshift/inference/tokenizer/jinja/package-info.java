/**
 * The dialect of Jinja that chat templates are written in, as Hugging Face's transformers renders
 * it, on top of jinjava. A template is taken apart here: white space control, string literals,
 * slices and loops are settled before jinjava sees it, Python's string methods are answered by an
 * expression resolver, and whatever is not known to come out as it would in Python is refused by
 * name.
 */
@NullMarked
package dev.nightshift.inference.tokenizer.jinja;

import org.jspecify.annotations.NullMarked;
