/** A sentence in which what one types as it is stands between backticks. */
export function Coded({ text }: { text: string }) {
  const pieces = text.split("`");
  return (
    <>
      {pieces.map((piece, place) =>
        place % 2 === 1 ? (
          <code key={place} dir="ltr">
            {piece}
          </code>
        ) : (
          piece
        ),
      )}
    </>
  );
}
