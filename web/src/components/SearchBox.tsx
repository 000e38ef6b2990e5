import { type FormEvent, useState } from "react";

import { navigate } from "../app/url";

/** Type a name or a code, go to its page. */
export function SearchBox() {
  const [words, setWords] = useState("");
  function go(event: FormEvent) {
    event.preventDefault();
    if (words.trim()) navigate(`/explore?q=${encodeURIComponent(words.trim())}`);
  }
  return (
    <form role="search" onSubmit={go}>
      <input type="search" aria-label="Find an industry, product, mineral or country" placeholder="Find …" value={words} onChange={(e) => setWords(e.target.value)} />
    </form>
  );
}
