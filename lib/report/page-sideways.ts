/**
 * Marks an element as long as it is wider inside than outside: `sideways` says so to the eye, until its `end` is reached. One
 * that has a `name` can then be reached, and so scrolled, with the keyboard.
 */
export function watchSideways(element: HTMLElement, name?: () => string): void {
  const mark = () => {
    const hidden = element.scrollWidth - element.clientWidth;
    element.classList.toggle('sideways', hidden > 1);
    element.classList.toggle('end', element.scrollLeft >= hidden - 2);
    if (name) makeReachable(element, hidden > 1 ? name() : undefined);
  };
  const sizes = new ResizeObserver(mark);
  sizes.observe(element);
  if (element.firstElementChild) sizes.observe(element.firstElementChild);
  element.addEventListener('scroll', mark, { passive: true });
}

function makeReachable(element: HTMLElement, name: string | undefined): void {
  if (name === undefined) {
    for (const attribute of ['tabindex', 'role', 'aria-label']) element.removeAttribute(attribute);
    return;
  }
  element.tabIndex = 0;
  element.setAttribute('role', 'region');
  element.setAttribute('aria-label', name);
}
