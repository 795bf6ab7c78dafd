// Whether the photos to search were named as those of people.

const MANY = 50; // of people few photos are enough

// `people` are as the program tells them: how many photos, and which of them give no face.
export function mayBeSwapped(people) {
  const photos = people.reduce((sum, one) => sum + one.photos, 0);
  const unused = people.reduce((sum, one) => sum + one.unused.length, 0);
  return photos > MANY && unused > photos / 2;
}
