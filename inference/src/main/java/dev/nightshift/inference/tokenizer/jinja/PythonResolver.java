package dev.nightshift.inference.tokenizer.jinja;

import com.hubspot.jinjava.el.ext.JinjavaBeanELResolver;
import com.hubspot.jinjava.lib.exptest.ExpTest;
import com.hubspot.jinjava.lib.filter.Filter;
import java.beans.FeatureDescriptor;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import jinjava.javax.el.ELContext;
import jinjava.javax.el.ELResolver;
import org.jspecify.annotations.Nullable;

/**
 * Answers attributes, subscripts and method calls as Python would. No Java method or property is
 * within reach of a template, but for the filters and tests that jinjava itself calls.
 */
final class PythonResolver extends ELResolver {

  private final JinjavaBeanELResolver beans = new JinjavaBeanELResolver(true);

  @Override
  public @Nullable Object getValue(ELContext context, Object base, Object property) {
    context.setPropertyResolved(true);
    if (base instanceof Map<?, ?> map) {
      return map.get(property);
    } else if (base instanceof Loop loop) {
      return loop.attribute(property.toString());
    } else if (base instanceof List<?> list) {
      int index = index(property, list.size());
      return index < 0 ? null : list.get(index);
    } else if (base instanceof CharSequence text) {
      int[] points = text.codePoints().toArray();
      int index = index(property, points.length);
      return index < 0 ? null : Character.toString(points[index]);
    }
    return null;
  }

  @Override
  public @Nullable Object invoke(
      ELContext context,
      Object base,
      Object method,
      Class<?>[] types,
      @Nullable Object[] arguments) {
    if (base instanceof Filter || base instanceof ExpTest) {
      return beans.invoke(context, base, method, types, arguments);
    }
    context.setPropertyResolved(true);
    return PythonMethods.call(base, method.toString(), arguments);
  }

  /** A place in a sequence, counted from the end where negative; −1 where there is none. */
  private static int index(Object property, int size) {
    try {
      int index = Integer.parseInt(property.toString());
      int place = index < 0 ? index + size : index;
      return place >= 0 && place < size ? place : -1;
    } catch (NumberFormatException e) {
      return -1;
    }
  }

  @Override
  public Class<?> getType(ELContext context, Object base, Object property) {
    return Object.class;
  }

  @Override
  public void setValue(ELContext context, Object base, Object property, Object value) {
    throw new TemplateProblem("an attribute is set");
  }

  @Override
  public boolean isReadOnly(ELContext context, Object base, Object property) {
    return true;
  }

  @Override
  public Iterator<FeatureDescriptor> getFeatureDescriptors(ELContext context, Object base) {
    return Collections.emptyIterator();
  }

  @Override
  public Class<?> getCommonPropertyType(ELContext context, Object base) {
    return Object.class;
  }
}
